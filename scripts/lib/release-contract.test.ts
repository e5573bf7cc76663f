import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkContract, releaseContract } from './release-contract.ts';
import { root } from './stamp.ts';

interface Tiny {
  version: string;
  operations: Record<string, object>;
}

let place: string;
beforeEach(() => {
  mkdirSync(join(root, '.build'), { recursive: true });
  place = mkdtempSync(join(root, '.build/release-'));
  mkdirSync(join(place, 'docs/fr'), { recursive: true });
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const bundle = ({ version, operations }: Tiny) =>
  writeFileSync(
    join(place, 'today.json'),
    JSON.stringify({
      openapi: '3.1.1',
      info: { title: 'Pets', version },
      paths: Object.fromEntries(
        Object.entries(operations).map(([operationId, extra]) => [
          `/${operationId}`,
          { get: { operationId, 'x-usage': ['public'], responses: {}, ...extra } },
        ]),
      ),
    }),
  );

const page = (...ids: string[]) => `<main>${ids.map((id) => `<h2 id="${id}">${id}</h2>`).join('')}</main>`;

const places = () => ({
  folder: join(place, 'released'),
  bundles: new Map([['reference', join(place, 'today.json')]]),
  docs: join(place, 'docs'),
});

/** Releases what is bundled; `ids` are the headings of the docs that are built then. */
const release = (options: { amend?: boolean; date?: string; ids?: string[] } = {}) =>
  releaseContract({
    ...places(),
    amend: options.amend ?? false,
    date: options.date ?? '2026-01-31',
    buildDocs: async () => {
      writeFileSync(join(place, 'docs/first.html'), page(...(options.ids ?? ['part'])));
      writeFileSync(join(place, 'docs/fr/first.html'), page('partie'));
    },
  });

const read = (file: string) => readFileSync(join(place, 'released', file), 'utf8');

describe('releasing a contract', () => {
  it('keeps the bundle without samples, the day, and every link in one language', async () => {
    bundle({ version: '1.0.0', operations: { list: { 'x-codeSamples': [{ lang: 'ts', source: 'x' }] } } });
    expect(await release()).toContain('1.0.0 is in spec/released/1.0.0, with 2 links');
    expect(JSON.parse(read('releases.json'))).toEqual([{ version: '1.0.0', date: '2026-01-31' }]);
    expect(read('1.0.0/reference.json')).toContain('"operationId": "list"');
    expect(read('1.0.0/reference.json')).not.toContain('x-codeSamples');
    expect(read('1.0.0/links.txt')).toBe('first.html\nfirst.html#part\n');
  });

  it('again with the same content: does nothing', async () => {
    bundle({ version: '1.0.0', operations: { list: {} } });
    await release();
    expect(await release({ date: '2026-02-01', ids: ['other'] })).toBe('1.0.0 is released already, with this content.');
    expect(read('releases.json')).toContain('2026-01-31');
    expect(read('1.0.0/links.txt')).toContain('part');
  });

  it('again with another content: refuses, and says to raise the version', async () => {
    bundle({ version: '1.0.0', operations: { list: {} } });
    await release();
    bundle({ version: '1.0.0', operations: { list: {}, get: {} } });
    await expect(release()).rejects.toThrow('1.0.0 was released with another content. Raise `info.version`');
    expect(read('1.0.0/reference.json')).not.toContain('"operationId": "get"');
  });

  it('again, told that nobody has seen it: writes over it, links and day too', async () => {
    bundle({ version: '1.0.0', operations: { list: {} } });
    await release();
    bundle({ version: '1.0.0', operations: { find: {} } });
    await release({ amend: true, date: '2026-02-01', ids: ['other'] });
    expect(read('1.0.0/reference.json')).toContain('find');
    expect(read('1.0.0/links.txt')).toBe('first.html\nfirst.html#other\n');
    expect(JSON.parse(read('releases.json'))).toEqual([{ version: '1.0.0', date: '2026-02-01' }]);
  });

  it('of the next version: stands on top, and the one before stays', async () => {
    bundle({ version: '1.0.0', operations: { list: {} } });
    await release();
    bundle({ version: '1.1.0', operations: { list: {}, get: {} } });
    await release({ date: '2026-02-01' });
    expect(JSON.parse(read('releases.json')).map((entry: { version: string }) => entry.version)).toEqual([
      '1.1.0',
      '1.0.0',
    ]);
    expect(read('1.0.0/reference.json')).not.toContain('"operationId": "get"');
  });

  it('without an operation of the last version that was not deprecated in it: refuses, and so does the check', async () => {
    bundle({ version: '1.0.0', operations: { list: {}, get: {} } });
    await release();
    bundle({ version: '2.0.0', operations: { list: {} } });
    await expect(release()).rejects.toThrow('get (GET /get) was published in 1.0.0 and is gone.');
    await expect(checkContract(places())).rejects.toThrow('Bring it back with `deprecated: true`');
  });

  it('without one that was: goes on', async () => {
    bundle({ version: '1.0.0', operations: { list: {}, get: { deprecated: true } } });
    await release();
    bundle({ version: '2.0.0', operations: { list: {} } });
    await release();
    expect(await checkContract(places())).toBe('Nothing published in 2.0.0 is missing.');
  });
});
