import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Counter, openServer } from '../../test/support/counters.ts';
import { editions, readReference } from '../src/edition.ts';
import type { Document } from '../src/openapi.ts';
import { type PostmanCollection, itemsOf, openCollection as open, send } from './support/postman.ts';
import { outputsOf, tinySite } from './support/site.ts';
import { languages } from '../src/words/index.ts';
import { tiny } from './support/tiny.ts';

const textOf = async (document: Document = tiny) =>
  outputsOf(await tinySite({ document })).get('reference.postman_collection.json') ?? '';

describe('the Postman collection', () => {
  it('is the same for the same contract, so that a second import replaces the first', async () => {
    expect(await textOf()).toBe(await textOf());
  });

  it('has an entry for each operation, in the folder of its tag', async () => {
    const collection = open(await textOf());
    const [folder] = collection.items.all();
    expect(folder?.name).toBe('Pets');
    expect([...itemsOf(collection).keys()]).toEqual(['pets.get', 'pets.create']);
  });

  it('writes the address of examples, below the server and behind the variable', async () => {
    const item = itemsOf(open(await textOf())).get('pets.get');
    expect(item?.request.url.toString()).toBe('{{baseUrl}}/v1/pets/7');
    // `kind` is optional: there, and switched off.
    expect(item?.request.url.query.all().map(({ key, disabled }) => [key, disabled])).toEqual([['kind', true]]);
  });

  it('takes the origin of the contract’s server, when it has one', async () => {
    const collection = open(await textOf({ ...tiny, servers: [{ url: 'https://pets.example/v1' }] }));
    expect(collection.variables.get('baseUrl')).toBe('https://pets.example');
    expect(open(await textOf()).variables.get('baseUrl')).toBe('');
  });

  it('keeps to how the contract wants to be called', async () => {
    const items = itemsOf(open(await textOf()));
    expect(items.get('pets.get')?.getAuth()?.type).toBe('bearer');
    expect(items.get('pets.create')?.getAuth()?.type).toBe('noauth');
    const keyed = structuredClone(tiny);
    (keyed.paths!['/pets/{petId}']!['get'] as Record<string, unknown>)['security'] = [{ key: [] }];
    const { request } = itemsOf(open(await textOf(keyed))).get('pets.get')!;
    expect(request.auth?.parameters().toObject()).toMatchObject({
      key: 'X-API-Key',
      value: '{{apiKey}}',
      in: 'header',
    });
  });

  it('shows the answers of success', async () => {
    const responses =
      itemsOf(open(await textOf()))
        .get('pets.get')
        ?.responses.all() ?? [];
    expect(responses.map(({ name, code }) => [name, code])).toEqual([
      ['A cat', 200],
      ['A dog', 200],
    ]);
    expect(responses[0]?.json()).toEqual({ id: 7, name: 'Félix <3' });
  });
});

describe('the Postman collection of the kit, against the reference server', () => {
  let counter: Counter;
  let collection: PostmanCollection;
  beforeAll(async () => {
    counter = await openServer();
    const [{ audience, sources }] = editions as [(typeof editions)[0]];
    const references = await Promise.all(sources.map((source) => readReference(source, audience, 'en')));
    const files = outputsOf({
      audience,
      language: 'en',
      words: languages.en,
      languages: ['en'],
      guides: [],
      references,
    });
    collection = open(files.get('reference.postman_collection.json') ?? '');
    collection.syncVariablesFrom({
      baseUrl: counter.url,
      clientId: counter.clientId,
      clientSecret: counter.clientSecret,
    });
  }, 60_000);
  afterAll(() => counter.close());

  it('gets a token, and calls with it', async () => {
    const answer = await send(collection, 'oauth.token');
    expect(answer.status).toBe(200);
    const { access_token: token, scope } = (await answer.json()) as { access_token: string; scope: string };
    // For all the credential may do, not for the scopes of an example.
    expect(scope.split(' ').length).toBeGreaterThan(2);
    collection.syncVariablesFrom({ baseUrl: counter.url, token });
    const statuses = await Promise.all(
      ['collectivites.list', 'collectivites.get', 'indicateurs.valeurs.list', 'utilisateur.get', 'oauth.metadata'].map(
        async (id) => [id, (await send(collection, id)).status],
      ),
    );
    expect(statuses.filter(([, status]) => status !== 200)).toEqual([]);
  });

  it('asks for the token before all else, so that the collection can be run as a whole', () => {
    expect([...itemsOf(collection).keys()][0]).toBe('oauth.token');
  });

  it('keeps the token by a script, as the app does', () => {
    const script = itemsOf(collection).get('oauth.token')?.getEvents('test')[0]?.script.toSource();
    const kept = new Map<string, string>();
    const pm = {
      response: { json: () => ({ access_token: 'abc' }) },
      collectionVariables: { set: (key: string, value: string) => kept.set(key, value) },
    };
    runInNewContext(String(script), { pm });
    expect([...kept]).toEqual([['token', 'abc']]);
  });
});
