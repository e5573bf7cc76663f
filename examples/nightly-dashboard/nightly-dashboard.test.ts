import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '@guichet/sdk';
import { type Counter, openServer } from '../../test/support/counters.ts';
import { runProgram } from '../../test/support/program.ts';

let counter: Counter;
let folder: string;
beforeAll(async () => {
  counter = await openServer();
});
afterAll(() => counter.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nightly-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

const nightly = (...options: string[]) =>
  runProgram(
    'examples/nightly-dashboard/nightly-dashboard.ts',
    ['--collectivite', String(counter.collectiviteId), '--out', join(folder, 'v.csv'), ...options],
    counter,
  );
const csv = () => readFileSync(join(folder, 'v.csv'), 'utf8');

describe('nightly-dashboard', () => {
  it('writes all values the first night, and only what changed the next', async () => {
    const first = await nightly();
    expect(first.code, first.output).toBe(0);
    const rows = csv().trimEnd().split('\r\n');
    expect(rows.length).toBeGreaterThan(60);
    expect(rows[0]).toBe('indicateur,titre,unite,source,dateValeur,resultat,objectif,commentaire,modifiedAt');

    const quiet = await nightly();
    expect(quiet.output).toContain('(0 changed, 0 removed since');
    expect(csv().trimEnd().split('\r\n')).toEqual(rows);

    const client = createClient({
      baseUrl: counter.url,
      clientId: counter.clientId,
      clientSecret: counter.clientSecret,
    });
    const { data } = await client.indicateurs.definitions.list({ limit: 1 });
    await client.indicateurs.valeurs.upsert({
      body: {
        valeurs: [
          {
            collectiviteId: counter.collectiviteId,
            indicateurId: data[0]!.id,
            dateValeur: '2019-01-01',
            resultat: 7.5,
            resultatCommentaire: '=1+1',
          },
        ],
      },
    });
    const third = await nightly();
    expect(third.output).toContain('(1 changed, 0 removed since');
    // A comment that begins like a formula stays a comment in a spreadsheet.
    expect(csv()).toMatch(/,2019-01-01,7\.5,,'=1\+1,/);
  });

  it('writes what the spreadsheets of France open: BOM, semicolons, decimal commas', async () => {
    expect((await nightly('--tableur-fr')).code).toBe(0);
    expect(csv().startsWith('\uFEFFindicateur;titre;')).toBe(true);
    expect(csv()).toMatch(/;\d+,\d+;/);
  });

  it('fails with exit code 1, and leaves the last good files, when the server is away', async () => {
    expect((await nightly()).code).toBe(0);
    const before = [csv(), readdirSync(folder)];
    const { code, output } = await runProgram(
      'examples/nightly-dashboard/nightly-dashboard.ts',
      ['--collectivite', String(counter.collectiviteId), '--out', join(folder, 'v.csv')],
      { ...counter, url: 'http://127.0.0.1:9' },
    );
    expect(code).toBe(1);
    expect(output).toContain('127.0.0.1:9');
    expect(output).not.toContain('    at ');
    expect([csv(), readdirSync(folder)]).toEqual(before);
  });

  it('refuses to mix two collectivites in one file', async () => {
    writeFileSync(join(folder, 'v.csv.state.json'), JSON.stringify({ collectiviteId: 1, rows: {} }));
    const { code, output } = await nightly();
    expect(code).toBe(1);
    expect(output).toContain('belongs to collectivite 1');
  });
});
