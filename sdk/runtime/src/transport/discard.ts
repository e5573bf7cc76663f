/** Bodies up to this size are read to their end, which keeps the socket; larger ones are cut off, which costs it. */
const worthReading = 64 * 1024;

/** Lets go of a response that nobody will read, so that its socket returns to the pool. */
export function discard(response: Response): void {
  if (response.body === null || response.bodyUsed) return;
  const length = response.headers.get('content-length');
  const ended = length !== null && Number(length) <= worthReading ? response.arrayBuffer() : response.body.cancel();
  ended.catch(() => {});
}
