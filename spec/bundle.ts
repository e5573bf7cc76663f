/**
 * Bundles the contracts with Redocly: `node spec/bundle.ts` writes `spec/dist/{full,public,registry,registry-public}.json`.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = fileURLToPath(new URL('../node_modules/@redocly/cli/bin/cli.js', import.meta.url));
const done = spawnSync(process.execPath, [cli, 'bundle', 'full', 'public'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
});
process.exitCode = done.status ?? 1;
