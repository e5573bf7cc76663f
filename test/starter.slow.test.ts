// The starter's own tests, by the commands of each of its CI files: forty seconds of a core.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runOffline } from '../scripts/lib/offline.ts';
import { run } from '../scripts/lib/run.ts';
import { copyStarter, linkBuilt, pipelines } from '../scripts/lib/starter.ts';
import { root } from '../scripts/lib/stamp.ts';
import { demoClient } from '../server-stub/mock/src/credentials.ts';

const copy = join(root, '.build/starter');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

beforeAll(() => {
  copyStarter(copy);
  linkBuilt(copy);
});

const outside = `node -e "require('node:net').connect(9, '192.0.2.1').on('error', ({ code }) => console.log('outside:', code))"`;

describe.skipIf(process.platform === 'win32')('the starter, where nothing but this machine can be reached', () => {
  it('is where nothing else can be reached', async () => {
    expect(await runOffline(outside, { cwd: copy })).toEqual({ code: 0, output: 'outside: ENETUNREACH\n' });
  });

  it('is so too where the system has no networks to give', async () => {
    const guarded = outside.replace('node', 'node --import ./loopback-only.js');
    const { output } = await run('bash', ['-c', guarded], { cwd: join(root, 'scripts/lib') });
    expect(output).toBe('outside: ENETUNREACH\n');
  });

  it.each(pipelines())('is green by the commands of $name', async ({ commands, script, variables }) => {
    const [install, ...rest] = commands;
    expect(install).toMatch(/^npm ci/);
    const { code, output } = await runOffline(script(rest), { cwd: copy, env: variables });
    expect(code, output).toBe(0);
    expect(output).toMatch(/Test Files .*2 passed/);
    // The one that was started in the background is the one that answered.
    expect(readFileSync(join(copy, 'mock.log'), 'utf8')).toContain(`at ${variables['MOCK_URL']}`);
  });

  it('is red by the same commands when the mock does not start', async () => {
    for (const { commands, script, variables } of pipelines()) {
      const broken = commands.slice(1).map((command) => command.replace('mock >', 'mock -- nowhere.yaml >'));
      const impatient = broken.map((command) => command.replace('--wait', '--wait --timeout 1'));
      const { code, output } = await runOffline(script(impatient), { cwd: copy, env: variables });
      expect(code, output).not.toBe(0);
      expect(output).toContain('Nothing was ready at http://127.0.0.1:4010');
      expect(output).not.toContain('passed');
    }
  });

  it('says what to do where there is no .env yet', async () => {
    rmSync(join(copy, '.env'), { force: true });
    const { code, output } = await runOffline('npm start --silent', { cwd: copy });
    expect(code).toBe(1);
    expect(output).toMatch(/^There is no credential yet: copy \.env\.example to \.env\b.*$/m);
    expect(output).not.toContain('    at ');
  });

  it('prints rows by what its README says', async () => {
    const [, commands = ''] = /## First run[\s\S]*?```sh\n([\s\S]*?)```/.exec(read('examples/starter/README.md')) ?? [];
    expect(commands).toContain('npm install\n');
    const script = commands
      .replace('npm install\n', '')
      .replace(/npm run mock .*/, 'npm run mock > mock.log 2>&1 & npm run mock -- --wait');
    const { code, output } = await runOffline(`set -e\n${script}`, { cwd: copy });
    expect(code, output).toBe(0);
    expect(output).toMatch(/Test Files .*2 passed/);
    expect(output).toMatch(/Métropole de Lyon\n┌─/);
    expect(output).toMatch(/│ 'CITEPA' +│ 2021 +│/);
  });
});

describe('what a partner copies', () => {
  it.each(['en', 'fr'])('has the CI files that the guide shows (%s)', (language) => {
    const guide = read(`spec/guides/${language}/continuous-integration.md`);
    for (const { file } of pipelines()) {
      const [, shown] = new RegExp(`\`${file}\`\\s?:\\n\\n\`\`\`yaml\\n([^]*?)\`\`\``).exec(guide) ?? [];
      expect(shown, file).toBe(read(`examples/starter/${file}`).replace(/^#.*\n/, ''));
    }
  });

  it('has the credential that the mock prints in .env.example, and keeps .env to itself', () => {
    const { clientId, clientSecret } = demoClient();
    expect(read('examples/starter/.env.example')).toContain(
      `CLIENT_ID=${clientId}\nGUICHET_CLIENT_SECRET=${clientSecret}\n`,
    );
    expect(read('examples/starter/.gitignore').split('\n')).toContain('.env');
  });

  it('asks for the versions that are tested here, and for nothing else', () => {
    const { dependencies, devDependencies } = JSON.parse(read('examples/starter/package.json')) as Record<
      string,
      Record<string, string>
    >;
    const here = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
    const { msw } = (JSON.parse(read('sdk/client/package.json')) as typeof here).devDependencies;
    const { vitest, typescript, '@types/node': types } = here.devDependencies;
    const version = (folder: string) => (JSON.parse(read(`${folder}/package.json`)) as { version: string }).version;
    expect(dependencies).toEqual({ '@guichet/sdk': version('sdk/client') });
    expect(devDependencies).toEqual({
      '@guichet/mock': version('server-stub/mock'),
      '@types/node': types,
      msw,
      typescript,
      vitest,
    });
  });
});
