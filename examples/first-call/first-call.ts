/**
 * The first call of the README: a page of collectivites, then the indicator values of the one you work for.
 *
 *   GUICHET_BASE_URL=... GUICHET_CLIENT_ID=... GUICHET_CLIENT_SECRET=... node first-call.ts
 */
import { createClient } from '@guichet/sdk';

const client = createClient();

const collectivites = await client.collectivites.list({ type: 'epci', limit: 5 });
console.table(collectivites.data.map(({ id, nom, siren }) => ({ id, nom, siren })));

const [mine] = (await client.utilisateur.get()).collectivites;
if (!mine) throw new Error('This credential works for no collectivite.');

const definitions = await client.indicateurs.definitions.list({ limit: 3 });
const valeurs = client.indicateurs.valeurs.list({
  collectiviteId: mine.collectiviteId,
  indicateurIds: definitions.data.map((definition) => definition.id),
  dateDebut: '2022-01-01',
  limit: 20,
});
const rows = [];
for (const { definition, sources } of (await valeurs).indicateurs) {
  for (const { source, valeurs: values } of Object.values(sources)) {
    for (const { dateValeur, resultat } of values) {
      rows.push({
        indicateur: definition.titre,
        source,
        annee: dateValeur.slice(0, 4),
        resultat,
        unite: definition.unite,
      });
    }
  }
}
console.log(mine.nom);
console.table(rows);
