import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

const lyon = 3812;
const nantes = 3829;

interface Valeur {
  id: number;
  indicateurId: number;
  dateValeur: string;
  supprimeLe: string | null;
  modifiedAt: string;
}
interface Groupe {
  definition: { id: number };
  sources: Record<string, { valeurs: Valeur[] }>;
}

const valeursOf = (indicateurs: Groupe[]) =>
  indicateurs.flatMap(({ sources }) => Object.values(sources).flatMap(({ valeurs }) => valeurs));

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`collectivites and indicators, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    let lea: string;
    let sam: string;

    beforeAll(async () => {
      database = await create();
      app = await openApp(database);
      [lea, sam] = (await Promise.all(['lea', 'sam'].map(app.person))) as [string, string];
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    const get = (operationId: string, path: string, token = lea) => app.call(operationId, `/api/v1${path}`, { token });
    const valeurs = (query: string, token = lea) =>
      get('indicateurs.valeurs.list', `/indicateurs/valeurs?${query}`, token);
    const write = (items: object[], token = lea, headers: Record<string, string> = {}) =>
      app.call('indicateurs.valeurs.upsert', '/api/v1/indicateurs/valeurs', {
        token,
        body: { valeurs: items },
        headers,
      });
    const countAll = async () => {
      const row = await app.db
        .selectFrom('indicateur_valeur')
        .select((all) => [all.fn.countAll<number>().as('count'), all.fn.max('modified_at').as('latest')])
        .executeTakeFirst();
      return row;
    };

    it('real collectivites: all EPCI, communes with their INSEE codes, search without case and accents', async () => {
      expect((await get('collectivites.list', '/collectivites?type=epci&limit=1')).body.count).toBe(1255);
      const found = await get('collectivites.list', '/collectivites?nom=METROPOLE%20DE%20LYON');
      expect(found.body.data).toEqual([
        {
          id: lyon,
          nom: 'Métropole de Lyon',
          siren: '200046977',
          communeCode: null,
          natureInsee: 'MET69',
          type: 'epci',
          activeCOT: true,
        },
      ]);
      const nice = await get('collectivites.list', '/collectivites?nom=Nice&type=commune');
      expect(nice.body.data).toContainEqual(
        expect.objectContaining({ nom: 'Nice', communeCode: '06088', siren: '210600888' }),
      );
      expect((await get('collectivites.list', '/collectivites?siren=244400404')).body.data).toMatchObject([
        { id: nantes },
      ]);
      // A wildcard of SQL is a character like any other.
      expect((await get('collectivites.list', '/collectivites?nom=%25')).body.count).toBe(0);
      expect((await get('collectivites.get', '/collectivites/999999')).status).toBe(404);
    });

    it.each([
      ['collectivites.list', '/collectivites?type=epci&limit=100', (item: { id: number }) => item.id],
      [
        'collectivites.labellisations.list',
        '/collectivites/labellisations?limit=100',
        (item: { collectivite: { id: number } }) => item.collectivite.id,
      ],
      ['indicateurs.definitions.list', '/indicateurs/definitions?limit=20', (item: { id: number }) => item.id],
    ] as const)(
      '%s: three pages or more, nothing twice, nothing missing, then an empty page',
      async (operation, path, idOf) => {
        const first = await get(operation, path);
        const { count, pageCount } = first.body;
        expect(pageCount).toBeGreaterThanOrEqual(3);
        const pages = await Promise.all(
          Array.from({ length: pageCount }, (_, index) => get(operation, `${path}&page=${index + 1}`)),
        );
        const ids = pages.flatMap(({ body }) => body.data.map(idOf as (item: unknown) => number)) as number[];
        expect(ids).toEqual(ids.toSorted((a, b) => a - b));
        expect(new Set(ids).size).toBe(count);
        expect((await get(operation, `${path}&page=${pageCount + 1}`)).body.data).toEqual([]);
      },
    );

    it('labellisations: filters by referentiel and by stars in force', async () => {
      const { body } = await get(
        'collectivites.labellisations.list',
        '/collectivites/labellisations?referentiel=eci&etoilesMin=3&limit=100',
      );
      expect(body.count).toBeGreaterThan(0);
      for (const { labellisations } of body.data) expect(labellisations.eci.courante.etoiles).toBeGreaterThanOrEqual(3);
    });

    it('definitions: by identifier and by referentiel', async () => {
      const one = await get('indicateurs.definitions.list', '/indicateurs/definitions?identifiantReferentiel=cae_2.a');
      expect(one.body.data).toMatchObject([{ id: 12, unite: 'GWh', borneMin: 0, borneMax: null }]);
      const te = await get('indicateurs.definitions.list', '/indicateurs/definitions?referentiel=te&limit=100');
      expect(te.body.count).toBeGreaterThan(5);
      for (const { identifiantReferentiel } of te.body.data) expect(identifiantReferentiel).toMatch(/^te_/);
    });

    it('values: at least five years, two sources, with gaps and nulls; pages cut through them in a stable order', async () => {
      const ids = Array.from({ length: 50 }, (_, index) => index + 1).join(',');
      const query = `collectiviteId=${lyon}&indicateurIds=${ids}`;
      const first = await valeurs(`${query}&limit=100`);
      const { count, pageCount } = first.body;
      expect(pageCount).toBeGreaterThanOrEqual(3);
      const pages = await Promise.all(
        Array.from({ length: pageCount }, (_, index) => valeurs(`${query}&limit=100&page=${index + 1}`)),
      );
      const all = pages.flatMap(({ body }) => valeursOf(body.indicateurs));
      expect(new Set(all.map(({ id }) => id)).size).toBe(count);
      expect(all.length).toBe(count);
      expect(new Set(all.map(({ dateValeur }) => dateValeur)).size).toBeGreaterThanOrEqual(5);
      expect(
        new Set(pages.flatMap(({ body }) => body.indicateurs.flatMap(({ sources }: Groupe) => Object.keys(sources))))
          .size,
      ).toBeGreaterThanOrEqual(2);
      expect(all.some((valeur) => (valeur as unknown as { resultat: null }).resultat === null)).toBe(true);
      expect(all.every(({ supprimeLe }) => supprimeLe === null)).toBe(true);
    });

    it('values: filters by source and dates; more than 50 indicators are refused', async () => {
      const { body } = await valeurs(
        `collectiviteId=${lyon}&indicateurIds=1,12&sources=citepa&dateDebut=2018-01-01&dateFin=2020-01-01&limit=100`,
      );
      expect(body.count).toBeGreaterThan(0);
      for (const { sources } of body.indicateurs as Groupe[]) expect(Object.keys(sources)).toEqual(['citepa']);
      for (const { dateValeur } of valeursOf(body.indicateurs))
        expect(dateValeur >= '2018-01-01' && dateValeur <= '2020-01-01').toBe(true);
      expect(
        (await valeurs(`collectiviteId=${lyon}&indicateurIds=${Array.from({ length: 51 }, (_, index) => index + 1)}`))
          .status,
      ).toBe(400);
      expect((await valeurs('indicateurIds=1')).status).toBe(400);
      expect((await valeurs(`collectiviteId=${lyon}&indicateurIds=1&dateDebut=0000-01-01`)).status).toBe(400);
      expect((await valeurs(`collectiviteId=${lyon}&indicateurIds=1&sources=%00`)).status).toBe(400);
    });

    it('values changed since: only those, removals included and emptied; without it removals are hidden', async () => {
      const row = await app.db
        .selectFrom('indicateur_valeur')
        .select(['collectivite_id', 'indicateur_id', 'modified_at'])
        .where('supprime_le', 'is not', null)
        .where('environment', '=', 'live')
        .executeTakeFirstOrThrow();
      const query = `collectiviteId=${row.collectivite_id}&indicateurIds=${row.indicateur_id}&limit=100`;
      const since = row.modified_at.toISOString();
      const { body } = await valeurs(`${query}&modifieDepuis=${since}`, sam);
      const changed = valeursOf(body.indicateurs);
      expect(changed.every(({ modifiedAt }) => modifiedAt >= since)).toBe(true);
      const removed = changed.filter(({ supprimeLe }) => supprimeLe !== null);
      expect(removed).not.toEqual([]);
      for (const valeur of removed) expect(valeur).toMatchObject({ resultat: null, objectif: null, estimation: null });
      expect(
        valeursOf((await valeurs(query, sam)).body.indicateurs).every(({ supprimeLe }) => supprimeLe === null),
      ).toBe(true);
    });

    it('values of a collectivite without a role there: 403, also without any value', async () => {
      expect((await valeurs(`collectiviteId=${nantes}&indicateurIds=1`)).status).toBe(403);
      expect((await valeurs('collectiviteId=999999&indicateurIds=1')).status).toBe(403);
    });

    it('written: created, then changed; an absent field stays, null empties; the person and the program are recorded', async () => {
      const credential = await app.credential(lea, { permission_set: 'indicateurs_write' });
      const token = await app.tokenOf(credential);
      const key = { collectiviteId: lyon, indicateurId: 20, dateValeur: '2031-01-01' };
      const created = await write([{ ...key, resultat: 0, objectif: 3, resultatCommentaire: 'premier' }], lea);
      expect(created.body.valeurs[0]).toMatchObject({
        resultat: 0,
        objectif: 3,
        createdByClientId: null,
        modifiedByClientId: null,
      });
      const changed = await write([{ ...key, objectif: null }], token);
      expect(changed.body.valeurs[0]).toMatchObject({
        id: created.body.valeurs[0].id,
        resultat: 0,
        objectif: null,
        resultatCommentaire: 'premier',
        createdAt: created.body.valeurs[0].createdAt,
        createdByClientId: null,
        modifiedBy: '17440546-f389-4d4f-bfdb-b0c94a1bd0f9',
        modifiedByClientId: credential.client_id,
      });
      const listed = await valeurs(`collectiviteId=${lyon}&indicateurIds=20&dateDebut=2031-01-01`, token);
      expect(valeursOf(listed.body.indicateurs)).toEqual(changed.body.valeurs);
    });

    it('a removed value that is written again: exists anew, and starts empty', async () => {
      const row = await app.db
        .selectFrom('indicateur_valeur')
        .selectAll()
        .where('supprime_le', 'is not', null)
        .where('source_id', '=', 'collectivite')
        .where('environment', '=', 'live')
        .executeTakeFirstOrThrow();
      await app.db.updateTable('indicateur_valeur').set({ objectif: 77 }).where('id', '=', row.id).execute();
      const { body } = await write(
        [
          {
            collectiviteId: row.collectivite_id,
            indicateurId: row.indicateur_id,
            dateValeur: row.date_valeur,
            resultatCommentaire: 'revenu',
          },
        ],
        sam,
      );
      expect(body.valeurs[0]).toMatchObject({
        id: row.id,
        supprimeLe: null,
        objectif: null,
        resultatCommentaire: 'revenu',
      });
    });

    it('P4 one item outside the reach of the token: 403, and nothing is written', async () => {
      const before = await countAll();
      const item = { collectiviteId: lyon, indicateurId: 12, dateValeur: '2032-01-01', resultat: 1 };
      expect((await write([item, { ...item, collectiviteId: nantes }])).status).toBe(403);
      const limited = await app.credential(sam, {
        permission_set: 'indicateurs_write',
        resources: [`collectivite:${lyon}`],
      });
      expect((await write([item, { ...item, collectiviteId: nantes }], await app.tokenOf(limited))).status).toBe(403);
      expect(await countAll()).toEqual(before);
    });

    it('a batch with wrong items: 422 that names each, and nothing is written', async () => {
      const before = await countAll();
      const item = { collectiviteId: lyon, indicateurId: 12, dateValeur: '2033-01-01', resultat: 1 };
      const { status, body } = await write([
        item,
        { ...item },
        { ...item, indicateurId: 9999 },
        { ...item, dateValeur: '2034-01-01', resultat: -1 },
        { ...item, dateValeur: '2035-01-01', metadonneeId: 1234 },
        { ...item, dateValeur: '0000-01-01' },
      ]);
      expect(status).toBe(422);
      expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
        '#/valeurs/1',
        '#/valeurs/2/indicateurId',
        '#/valeurs/3/resultat',
        '#/valeurs/4/metadonneeId',
        '#/valeurs/5/dateValeur',
      ]);
      expect((await write([{ ...item, resultatCommentaire: 'a\u0000b' }])).status).toBe(400);
      expect((await write([{ ...item, collectiviteId: 999_999 }], sam)).status).toBe(422);
      expect(await countAll()).toEqual(before);
    });

    it('the sandbox: a test credential writes and reads values that the live one never sees', async () => {
      const sandbox = await app.tokenOf(
        await app.credential(lea, { permission_set: 'indicateurs_write', environment: 'test' }),
      );
      const item = { collectiviteId: lyon, indicateurId: 12, dateValeur: '2036-01-01', resultat: 5 };
      expect((await write([item], sandbox)).status).toBe(200);
      const query = `collectiviteId=${lyon}&indicateurIds=12&dateDebut=2036-01-01`;
      expect((await valeurs(query, sandbox)).body.count).toBe(1);
      expect((await valeurs(query)).body.count).toBe(0);
    });

    it('an Idempotency-Key: the same batch again writes nothing, another batch with it is refused', async () => {
      const headers = { 'idempotency-key': 'batch-1' };
      const item = { collectiviteId: lyon, indicateurId: 12, dateValeur: '2037-01-01', resultat: 5 };
      const first = await write([item], lea, headers);
      const again = await write([item], lea, headers);
      expect(again.text).toBe(first.text);
      expect(again.headers['idempotent-replayed']).toBe('true');
      expect((await write([{ ...item, resultat: 6 }], lea, headers)).status).toBe(422);
      // The same key of another person is another key.
      expect((await write([{ ...item, resultat: 7 }], sam, headers)).headers['idempotent-replayed']).toBeUndefined();
    });

    it('two writers of the same new values at once: both succeed, each value exists once', async () => {
      const items = [12, 13, 14].map((indicateurId) => ({
        collectiviteId: lyon,
        indicateurId,
        dateValeur: '2038-01-01',
      }));
      const answers = await Promise.all([
        ...Array.from({ length: 4 }, () => write(items.map((item) => ({ ...item, resultat: 1 })))),
        ...Array.from({ length: 4 }, () => write(items.toReversed().map((item) => ({ ...item, objectif: 2 })))),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
      const { body } = await valeurs(`collectiviteId=${lyon}&indicateurIds=12,13,14&dateDebut=2038-01-01`);
      expect(valeursOf(body.indicateurs)).toMatchObject(
        Array.from({ length: 3 }, () => ({ resultat: 1, objectif: 2 })),
      );
    });
  });
}
