import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allClients, applicationClients } from '../../src/applications/client-store.ts';
import { redirectUriFault } from '../../src/applications/redirect-uris.ts';
import {
  createApplication,
  createBuiltInApplication,
  deleteApplication,
  isApplicationId,
  listApplications,
} from '../../src/applications/repository.ts';
import { Peppers } from '../../src/credentials/pepper.ts';
import { migrate, openStore, type Store } from '../../src/store/index.ts';
import { testConfig } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

describe('redirect URIs', () => {
  it.each([
    ['https://app.example/back', false],
    ['https://app.example/back?tenant=7', false],
    ['https://claimed.example/back', true],
    ['http://127.0.0.1/cb', true],
    ['http://127.0.0.1:8123/cb', true],
    ['http://[::1]/cb', true],
    ['http://localhost:3000/cb', true],
    ['org.example.app:/cb', true],
  ])('%s is one (native: %s)', (uri, native) => {
    expect(redirectUriFault(uri, { native })).toBeUndefined();
  });

  it.each([
    ['', false],
    ['/back', false],
    ['http://app.example/back', false],
    ['http://127.0.0.1/cb', false],
    ['https://app.example/back#here', false],
    ['https://app.example/back#', false],
    ['https://*.example/back', false],
    ['https://app.example\\@evil.example/', false],
    ['https://user@app.example/', false],
    ['https://app.example/ back', false],
    ['https://app.éxample/back', false],
    ['https://app.example/back?state=1', false],
    ['javascript:alert(1)', false],
    ['javascript:alert(1)', true],
    ['data:text/html,x', true],
    ['app:/cb', true],
    ['http://app.example/cb', true],
    ['http://127.0.0.1.evil.example/cb', true],
    ['https://127.0.0.1/cb', true],
    ['org.example.app:/*', true],
    [`https://app.example/${'x'.repeat(1000)}`, false],
  ])('%s is none (native: %s)', (uri, native) => {
    expect(redirectUriFault(uri, { native })).toEqual(expect.any(String));
  });
});

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`applications on ${name}`, () => {
    let database: TestDatabase;
    let db: Store;
    let close: () => Promise<void>;
    const peppers = new Peppers(testConfig.peppers ?? []);
    const web = { name: 'Tableau de bord', redirectUris: ['https://app.example/back'], native: false };
    const native = { name: 'Outil', redirectUris: ['http://127.0.0.1/cb'], native: true };

    beforeAll(async () => {
      database = await create();
      ({ db, close } = await openStore(database.location));
      await migrate(db);
    });
    afterAll(async () => {
      await close?.();
      await database?.drop();
    });

    it('are clients: confidential ones with a secret, native ones with the device flow and none', async () => {
      const clients = applicationClients(db, peppers);
      const { clientId, clientSecret = '' } = await createApplication(db, peppers, web);
      const found = await clients.find(clientId);
      expect(found).toMatchObject({
        status: 'active',
        scopes: [],
        authentication: { method: 'client_secret' },
        application: { ...web, grantTypes: ['authorization_code', 'refresh_token'] },
      });
      expect(await found?.verify(clientSecret)).toBe(true);
      expect(await found?.verify(`${clientSecret}x`)).toBe(false);

      const tool = await createApplication(db, peppers, native);
      expect(tool.clientSecret).toBeUndefined();
      const other = await clients.find(tool.clientId);
      expect(other).toMatchObject({ authentication: { method: 'none' } });
      expect(other?.application?.grantTypes).toContain('urn:ietf:params:oauth:grant-type:device_code');
      expect(await other?.verify('')).toBe(false);

      expect(JSON.stringify(await listApplications(db))).not.toContain(clientSecret);
      expect(await deleteApplication(db, clientId)).toBe(true);
      expect(await deleteApplication(db, clientId)).toBe(false);
      expect(await clients.find(clientId)).toBeUndefined();
    });

    it('are refused without a name, without an address, and with one that another program could read', async () => {
      await expect(createApplication(db, peppers, { ...web, name: ' ' })).rejects.toThrow('1 to 80');
      await expect(createApplication(db, peppers, { ...web, name: 'a\u0007b' })).rejects.toThrow('1 to 80');
      await expect(createApplication(db, peppers, { ...web, redirectUris: [] })).rejects.toThrow('At least one');
      const bad = { ...web, redirectUris: ['https://app.example/back', 'http://app.example/back'] };
      await expect(createApplication(db, peppers, bad)).rejects.toThrow('http://app.example/back is not https');
    });

    it('A1 the form of an id alone says where it is looked up, and there unknown and known take the same way', async () => {
      await createBuiltInApplication(db);
      const { clientId } = await createApplication(db, peppers, web);
      const tool = await createApplication(db, peppers, native);
      const ways = await Promise.all(
        [clientId, tool.clientId, 'guichet-cli', 'app_000000000000', 'app_'].map(async (id) => {
          const way: string[] = [];
          const plugin: KyselyPlugin = {
            transformQuery: ({ node }) => node,
            transformResult: async ({ result }) => {
              way.push(`${Object.keys(result.rows[0] ?? {}).join()}: ${result.rows.length}`);
              return result;
            },
          };
          const asked: string[] = [];
          const credentials = {
            find: async (asks: string) => void asked.push(asks) as undefined,
            verifyDecoy: () => false,
          };
          const found = await allClients(credentials, applicationClients(db.withPlugin(plugin), peppers)).find(id);
          return { known: found !== undefined, way: way.join(), asked };
        }),
      );
      expect(ways.map(({ known }) => known)).toEqual([true, true, true, false, false]);
      expect(ways.flatMap(({ asked }) => asked)).toEqual([]);
      expect(new Set(ways.map(({ way }) => way))).toHaveLength(1);
      expect(['cl_0Ab', 'zz', '', 'APP_1', 'guichet'].map(isApplicationId)).not.toContain(true);
    });
  });
}
