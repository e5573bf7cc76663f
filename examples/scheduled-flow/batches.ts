import type { ValeurUpsert } from '@guichet/sdk';

/** The contract takes up to 500 values in one request; what is wrong with one is easier to find among fewer. */
const size = 100;

/** The values of an NDJSON file, in batches. */
export function readBatches(text: string): ValeurUpsert[][] {
  const values = text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [parse(line, index + 1)]));
  return Array.from({ length: Math.ceil(values.length / size) }, (_, batch) =>
    values.slice(batch * size, (batch + 1) * size),
  );
}

function parse(line: string, number: number): ValeurUpsert {
  try {
    return JSON.parse(line) as ValeurUpsert;
  } catch {
    throw new Error(`Line ${number} is not JSON. Nothing in the file was written in this run.`);
  }
}
