import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresMissing } from '../support/databases.ts';
import { openKeySystem, type KeySystem } from '../support/key-system.ts';
import type { ServerProcess } from '../support/process.ts';
import { letInUntil, until } from './keys.ts';

const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;

// Its outages, its backups and its logs: `registry.slow.test.ts`.
describe.skipIf(postgresMissing !== undefined)(`the registry in a process of its own${reason}`, () => {
  let system: KeySystem;
  let registry: ServerProcess;

  beforeAll(async () => {
    system = await openKeySystem();
    registry = await system.openRegistry();
  });
  afterAll(async () => {
    await registry?.end();
    await system?.close();
  });

  it('an issued key works, the former one during its grace, and none after a revocation', async () => {
    const { following, asking, register, issue, revoke, get } = system;
    const client = await register();
    const former = await issue(client);
    await until(/^200/, () => get(following, former));
    expect(await get(asking, former)).toBe('200');
    const key = await issue(client, { grace_period_seconds: 3 });
    const issued = performance.now();
    await until(/^200/, () => get(following, key));
    for (const server of [following, asking]) {
      expect([await get(server, former), await get(server, key)]).toEqual(['200', '200']);
    }
    for (const server of [following, asking]) {
      // It was counted by the registry, on its way here.
      expect(await letInUntil(/^401/, () => get(server, former), issued)).toBeLessThan(3_050);
      expect(await get(server, key)).toBe('200');
    }
    await revoke(client);
    expect(await get(asking, key), 'by the service at once').toBe('401');
    expect(await letInUntil(/^401/, () => get(following, key))).toBeLessThan(2_100);
  });
});
