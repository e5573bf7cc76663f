import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Counter, openServer } from '../../test/support/counters.ts';
import { runProgram } from '../../test/support/program.ts';

let counter: Awaited<ReturnType<typeof openServer>>;
let folder: string;
beforeAll(async () => {
  counter = await openServer();
});
afterAll(() => counter.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flow-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

const input = () => join(folder, 'measures.ndjson');
const line = (day: number, resultat: number | string = day) => {
  const dateValeur = new Date(Date.UTC(2060, 0, day)).toISOString().slice(0, 10);
  return JSON.stringify({ collectiviteId: counter.collectiviteId, indicateurId: 12, dateValeur, resultat });
};
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => line(from + index));
const flow = (of: Pick<Counter, 'url' | 'clientId' | 'clientSecret'> = counter, ...more: string[]) =>
  runProgram(
    'examples/scheduled-flow/scheduled-flow.ts',
    ['--in', input(), '--state', join(folder, 'state'), ...more],
    of,
  );
const progress = () => JSON.parse(readFileSync(join(folder, 'state', 'progress.json'), 'utf8')) as object;
/** What the token store holds. */
const tokens = () => {
  const store = join(folder, 'state', 'tokens');
  return readdirSync(store).map((file) => readFileSync(join(store, file), 'utf8'));
};

describe('scheduled-flow', () => {
  it('stops at what is wrong with exit code 1, and goes on from there when it is mended', async () => {
    writeFileSync(input(), [...lines(1, 120), line(121, 'many'), ...lines(122, 130)].join('\n'));
    const broken = await flow();
    expect(broken.code).toBe(1);
    expect(broken.output).toContain('/valeurs/20/resultat');
    expect(broken.output).not.toContain('    at ');
    expect(progress()).toMatchObject({ batches: 1, values: 100 });

    // Away in the middle: the same file goes on.
    writeFileSync(input(), lines(1, 130).join('\n'));
    expect(await flow()).toMatchObject({ code: 0, output: expect.stringContaining('130 values in 2 batches') });
    const again = await flow();
    expect(again).toMatchObject({ code: 0, output: expect.stringContaining('Going on after batch 2.') });
  });

  it('uses the token of the run before, and the secret that stands in the file now', async () => {
    writeFileSync(input(), line(200));
    const secretFile = join(folder, 'secret');
    writeFileSync(secretFile, `${counter.clientSecret}\n`);
    const without = { ...counter, clientSecret: '' };
    expect((await flow(without, '--secret-file', secretFile)).code).toBe(0);
    const kept = tokens();
    expect(kept).toHaveLength(1);
    writeFileSync(input(), line(201));
    expect((await flow(without, '--secret-file', secretFile)).code).toBe(0);
    expect(tokens()).toEqual(kept);

    // With a secret that opens nothing: the kept token still serves, and without it the run fails.
    writeFileSync(secretFile, counter.administrator.clientSecret);
    writeFileSync(input(), line(202));
    expect((await flow(without, '--secret-file', secretFile)).code).toBe(0);
    rmSync(join(folder, 'state', 'tokens'), { recursive: true });
    writeFileSync(input(), line(203));
    const refused = await flow(without, '--secret-file', secretFile);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('invalid_client') });
    expect(refused.output).not.toContain(counter.administrator.clientSecret);
  });

  it('says which line is no JSON, and fails when the server is away', async () => {
    writeFileSync(input(), `${line(300)}\nnonsense`);
    expect(await flow()).toMatchObject({ code: 1, output: expect.stringContaining('Line 2 is not JSON') });
    writeFileSync(input(), line(300));
    expect((await flow({ ...counter, url: 'http://127.0.0.1:9' })).code).toBe(1);
  });
});
