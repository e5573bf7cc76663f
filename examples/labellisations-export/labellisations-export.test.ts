import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Counter, openServer } from '../../test/support/counters.ts';
import { runProgram } from '../../test/support/program.ts';

let counter: Counter;
let folder: string;
beforeAll(async () => {
  counter = await openServer();
});
afterAll(() => counter.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'labellisations-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

const out = () => join(folder, 'l.ndjson');
const exportAll = () =>
  runProgram('examples/labellisations-export/labellisations-export.ts', ['--out', out()], counter);

describe('labellisations-export', () => {
  it('writes every collectivite once, one a line, and leaves nothing else behind', async () => {
    const { code, output } = await exportAll();
    expect(code, output).toBe(0);
    const lines = readFileSync(out(), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines.length).toBeGreaterThan(200);
    expect(new Set(lines.map((line) => JSON.stringify(line))).size).toBe(lines.length);
    expect(readdirSync(folder)).toEqual(['l.ndjson']);
  });

  it('goes on after the last whole page, and ends with the same bytes', async () => {
    expect((await exportAll()).code).toBe(0);
    const whole = readFileSync(out(), 'utf8');
    const page = whole.split('\n').slice(0, 100).join('\n') + '\n';

    // As an interruption in the middle of page 2 leaves it.
    rmSync(out());
    writeFileSync(`${out()}.part`, `${page}{"half":`);
    writeFileSync(`${out()}.progress.json`, JSON.stringify({ pages: 1, bytes: Buffer.byteLength(page) }));
    const { code, output } = await exportAll();
    expect(code, output).toBe(0);
    expect(output).toContain('Going on after page 1');
    expect(output).not.toContain('Page 1 of');
    expect(readFileSync(out(), 'utf8')).toBe(whole);
  });
});
