import { createClient } from '@guichet/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Counter, openMock } from './support/counters.ts';

type Client = ReturnType<typeof createClient>;

/** Every list of the public contract, as the SDK walks through it, with its pages and rows in the examples. */
const lists = [
  ['collectivites', 2, 3, (client: Client) => client.collectivites.list()],
  ['labellisations', 2, 3, (client: Client) => client.collectivites.labellisations.list()],
  ['definitions', 2, 3, (client: Client) => client.indicateurs.definitions.list()],
  ['valeurs', 1, 1, (client: Client) => client.indicateurs.valeurs.list({ collectiviteId: 3812, indicateurIds: [12] })],
  ['credentials', 2, 2, (client: Client) => client.credentials.list()],
] as const;

describe('the SDK walks through the lists of the mock to their end', () => {
  let mock: Counter;
  let client: Client;
  beforeAll(async () => {
    mock = await openMock();
    const { url, clientId, clientSecret } = mock;
    client = createClient({ baseUrl: url, clientId, clientSecret });
  });
  afterAll(() => mock.close());

  it.each(lists)('%s: %i pages, %i rows, none twice', async (name, pageCount, rowCount, list) => {
    const pages: { count: number; page: number; pageCount: number }[] = [];
    for await (const page of list(client).pages()) pages.push(page);
    const rows = await list(client).collect();
    expect(pages.map((page) => [page.page, page.pageCount])).toEqual(
      Array.from({ length: pageCount }, (_, index) => [index + 1, pageCount]),
    );
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rowCount);
    expect(rows).toHaveLength(rowCount);
    // Values are counted one by one, and come in groups.
    const count = name === 'valeurs' ? 3 : rowCount;
    expect(pages.map((page) => page.count)).toEqual(pages.map(() => count));
  });

  it('behind the last page is an empty one', async () => {
    expect(await client.collectivites.list({ page: 3 })).toMatchObject({ page: 3, pageCount: 2, data: [] });
  });

  it('invented lists end too', async () => {
    const pages = client.collectivites.list({}, { headers: { prefer: 'dynamic' } }).pages();
    let seen = 0;
    for await (const page of pages) {
      seen += 1;
      expect(page).toMatchObject({ page: 1, pageCount: 1 });
    }
    expect(seen).toBe(1);
  });
});
