/** Secrets of tests have one word in common. Here it is as it stands, in base64 at each of its three places, and in hex. */
const marks = /canary|Y2FuYXJ5|NhbmFye|jYW5hcn|63616e617279/;

/**
 * Lines of what was printed that carry the secret of a test.
 *
 * @param titles - names of tests: vitest prints the slow ones, so that a title with a secret in it would fail the suite by the clock
 */
export const leaksIn = (printed: string, titles: readonly string[] = []): string[] => {
  const own = titles.filter((title) => marks.test(title)).toSorted((a, b) => b.length - a.length);
  return printed
    .split('\n')
    .filter((line) => marks.test(own.reduce((rest, title) => rest.replaceAll(title, ''), line)));
};

/**
 * Keeps what is written from now on.
 *
 * @returns ends that, and gives what was written, stream after stream
 */
export function record(streams: readonly NodeJS.WriteStream[]): () => string {
  const records = streams.map((stream) => {
    const chunks: string[] = [];
    const { write } = stream;
    stream.write = ((chunk: string | Uint8Array, ...rest: []) => {
      chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      return write.call(stream, chunk, ...rest);
    }) as typeof write;
    return () => {
      stream.write = write;
      return chunks.join('');
    };
  });
  return () => records.map((end) => end()).join('\n');
}
