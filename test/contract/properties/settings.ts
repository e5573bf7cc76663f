/** A number from the environment, such as the seed with which a failure is made again. */
export function setting(name: 'FAST_CHECK_SEED' | 'FAST_CHECK_RUNS'): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  if (!/^-?\d+$/.test(text)) throw new RangeError(`${name}=${text} is no number. Copy the one that was printed.`);
  return Number(text);
}
