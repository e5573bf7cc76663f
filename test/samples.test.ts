import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identity } from '../guichet.config.ts';
import { type FlatOperation, operationsOf, readBundle } from '../scripts/generate/document.ts';
import { run, tsc } from '../scripts/lib/run.ts';
import { root } from '../scripts/lib/stamp.ts';
import { type SampleRoom, openSampleRoom, paste, watch } from './support/samples.ts';

// What a reader copies out of the docs works.

interface Sample {
  lang: string;
  label: string;
  source: string;
}

const contracts = [
  { all: 'full', open: 'public' },
  { all: 'registry', open: 'registry-public' },
] as const;

const samplesOf = ({ operation }: FlatOperation): Sample[] =>
  (operation as { 'x-codeSamples'?: Sample[] })['x-codeSamples'] ?? [];
const operations = contracts.flatMap(({ all }) =>
  operationsOf(readBundle(all)).map((flat) => ({ id: flat.operation.operationId, flat })),
);
/** Those that stand in the folders, and those that are made where there is none. */
const programs = operations.flatMap(({ id, flat }) =>
  samplesOf(flat).flatMap(({ label, source }) => (label === 'TypeScript' ? [{ id, source }] : [])),
);

let room: SampleRoom;
beforeAll(async () => {
  room = await openSampleRoom();
});
afterAll(() => room.close());

describe('every operation of the public contracts', () => {
  const open = contracts.flatMap((names) => operationsOf(readBundle(names.open)));

  it('has a program and a curl command, in this order', () => {
    const lacking = open
      .filter(
        (flat) =>
          samplesOf(flat)
            .map(({ label }) => label)
            .join() !== 'TypeScript,curl',
      )
      .map(({ operation }) => operation.operationId);
    expect(lacking).toEqual([]);
    expect(open.length).toBeGreaterThan(25);
  });

  it('has samples that fit a narrow column, and no secret but the reader’s own', () => {
    const secret = new RegExp(`${identity.secretPrefix}|eyJ`);
    const wrong = open.flatMap((flat) =>
      samplesOf(flat).flatMap(({ label, source }) =>
        source
          .split('\n')
          .filter((line) => line.length > 80 || secret.test(line))
          .map((line) => `${flat.operation.operationId} ${label}: ${line}`),
      ),
    );
    expect(wrong).toEqual([]);
  });
});

describe('programs', () => {
  // Beside a package that depends on the SDK, so that a sample finds it as a partner's program does.
  const folder = join(root, 'examples/first-call/.build/samples');
  const copyOf = (id: string) => join(folder, `${id}.ts`);
  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const { id, source } of programs) writeFileSync(copyOf(id), source);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('compile against the built SDK', async () => {
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: '../../../../tsconfig.base.json',
        compilerOptions: { customConditions: [] },
        include: ['*.ts'],
      }),
    );
    const { code, output } = await run('node', [tsc, '--project', folder]);
    expect(code, output).toBe(0);
  });

  it.each(programs.filter(({ id }) => id !== 'oauth.deviceAuthorization'))(
    '$id runs against the server',
    async ({ id }) => {
      const env = await room.environment(id);
      const { code, output } = await run('node', [copyOf(id)], { env });
      expect(code, output).toBe(0);
      expect(output.trim()).not.toBe('');
      expect(output).not.toContain('undefined');
    },
  );

  it('oauth.deviceAuthorization runs against the server, and a person signs in', async () => {
    const env = await room.environment('oauth.token');
    let entered: Promise<void> | undefined;
    const { code, output } = await watch(copyOf('oauth.deviceAuthorization'), env, (text) => {
      const [, address, userCode] = /Open (\S+)\nand type (\S+)\n/.exec(text) ?? [];
      if (address && userCode) entered ??= room.enterUserCode(address, userCode);
    });
    await entered;
    expect(code, output).toBe(0);
    expect(output).toContain('Signed in: Léa');
  });

  it.each(['program', 'curl'])(
    'oauth.authorize: a person who follows the address of the %s comes back with a code',
    async (kind) => {
      const env = await room.environment('oauth.token');
      const curl = operations.find(({ id }) => id === 'oauth.authorize')!.flat;
      const { output } =
        kind === 'curl'
          ? await paste(samplesOf(curl).at(-1)!.source, env)
          : await run('node', [copyOf('oauth.authorize')], { env });
      const address = /https?:\S+/.exec(output)?.[0] ?? '';
      const back = await room.signIn(address);
      expect(`${back.origin}${back.pathname}`).toBe('http://127.0.0.1:3000/callback');
      expect(back.searchParams.get('code')).toMatch(/^\S{20,}$/);
      expect(back.searchParams.get('state')).toBe(new URL(address).searchParams.get('state'));
    },
  );
});

describe('curl commands', () => {
  it.each(operations)('$id answers as the contract says', async ({ id, flat }) => {
    const curl = samplesOf(flat).find(({ label }) => label === 'curl');
    const { code, output, statuses } = await paste(curl?.source ?? '', await room.environment(id));
    expect(code, output).toBe(0);
    expect(output).not.toContain('undefined');
    const declared = Object.keys(flat.operation.responses).filter((status) => /^[23]/.test(status));
    expect(declared, output).toContain(String(statuses.at(-1)));
    expect(statuses).toHaveLength(1);
  });
});
