import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { asDemonstration } from './demonstration.ts';
import { farewell, settingLines } from './farewell.ts';
import { requirePorts } from './ports.ts';
import { files, root } from './stamp.ts';
import { StepError } from './steps.ts';

describe('what is said when everything is open', () => {
  const urls = { server: 'http://s', registry: 'http://r', mock: 'http://m', docs: 'http://d/' };
  const credential = { clientId: 'cl_1', clientSecret: 'gch_live_1' };

  it('sets variables as the shell of the system does', () => {
    expect(settingLines({ A: 'b' }, 'linux')).toEqual(["export A='b'"]);
    expect(settingLines({ A: 'b' }, 'win32')).toEqual(["$env:A = 'b'"]);
    expect(farewell(urls, credential, 'darwin')).toContain("  export GUICHET_CLIENT_SECRET='gch_live_1'\n");
    expect(farewell(urls, credential, 'win32')).toContain("  $env:GUICHET_CLIENT_SECRET = 'gch_live_1'\n");
    expect(farewell(urls, credential, 'win32')).not.toContain('export ');
  });

  it('has a next command that every shell takes as it is', () => {
    const command = /^ {2}npx node .*"(.*)"$/m.exec(farewell(urls, credential))![1]!;
    expect(command).not.toMatch(/["$`\\!%]/);
  });
});

describe('data that cannot be used', () => {
  const store = (message: string) => Object.assign(new Error(message), { name: 'StoreError' });
  const said = (error: Error) => (asDemonstration(error, join(process.cwd(), '.data')) as Error).message;

  it.each([
    store('The pepper in .data/pepper is damaged. Put it back from a backup; without it nothing works.'),
    store('Pepper 1 of GUICHET_PEPPER is not the one that this database knows as 1. Configure that one: it is yours.'),
    store(
      'The embedded database in .data/pg18 cannot be opened (no). Move that directory away, or put a backup there.',
    ),
    new StepError(
      'The registry did not start: The embedded database in .data/registry cannot be opened. Restore a backup.',
    ),
  ])('are those of a demonstration, which one deletes: %s', (error) => {
    expect(said(error)).toMatch(/^The data of the demonstration are damaged: delete \.data and start again\./);
    expect(said(error)).not.toMatch(/backup|Configure/);
  });

  it.each([
    store('The embedded database is in use by process 7 (lock file .data/pg18.lock). Stop that process first.'),
    new StepError('The contract does not lint.'),
    new StepError('The registry did not start: PORT is not valid.'),
  ])('are not deleted for another reason: %s', (error) => {
    expect(asDemonstration(error, '.data')).toBe(error);
  });
});

it('names every port that is taken at once, and one command that takes others', async () => {
  const servers = [createServer(), createServer()];
  onTestFinished(() => servers.forEach((server) => server.close()));
  const [server = 0, mock = 0] = await Promise.all(
    servers.map(async (one) => {
      await once(one.listen(0, '127.0.0.1'), 'listening');
      return (one.address() as { port: number }).port;
    }),
  );
  const error = await requirePorts({ server, registry: 0, mock, docs: 0 }).catch((thrown: unknown) => thrown);
  const { message } = error as StepError;
  expect(message).toContain(`Port ${server}, which the server needs,`);
  expect(message).toContain(`Port ${mock}, which the mock needs,`);
  expect(message).toMatch(/GUICHET_SERVER_PORT.*GUICHET_MOCK_PORT.*npm start/);
});

describe('a clone in which nothing is installed', () => {
  it('is told so before any script, on any Node', () => {
    const clone = mkdtempSync(join(tmpdir(), 'clone-'));
    onTestFinished(() => rmSync(clone, { recursive: true, force: true }));
    cpSync(join(root, 'scripts/installed.js'), join(clone, 'scripts/installed.js'));
    cpSync(join(root, 'package.json'), join(clone, 'package.json'));
    const run = () => spawnSync(process.execPath, ['scripts/installed.js'], { cwd: clone, encoding: 'utf8' });
    expect(run()).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^Nothing is installed .*`npm install`.*\n$/) as string,
    });
    mkdirSync(join(clone, 'node_modules'));
    cpSync(join(root, 'node_modules/.package-lock.json'), join(clone, 'node_modules/.package-lock.json'));
    expect(run()).toMatchObject({ status: 0, stderr: '' });
  });

  // All but the stub's: it is a folder to copy, and names nothing outside of itself.
  const manifests = files(['package.json', '{docs,sdk/*,server-stub/*}/package.json']);
  const own = manifests
    .filter((file) => !file.endsWith('server-stub/stub/package.json'))
    .flatMap((file) =>
      Object.entries(
        (JSON.parse(readFileSync(file, 'utf8')) as { scripts?: Record<string, string> }).scripts ?? {},
      ).map(([name, command]) => [`${file.slice(root.length + 1)}: ${name}`, command] as const),
    );
  it.each(own)('hears it from %s', (_, command) => {
    expect(command).toMatch(/^node (?:\.\.\/)*scripts\/installed\.js && /);
  });
});
