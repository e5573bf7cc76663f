import { createClient } from '@guichet/sdk';

const client = createClient();

const definitions = await client.indicateurs.definitions.list({ limit: 5 });

const groups = client.indicateurs.valeurs.list({
  collectiviteId: 3812,
  indicateurIds: definitions.data.map(({ id }) => id),
  modifieDepuis: '2024-01-01T00:00:00Z',
});
for await (const { definition, sources } of groups) {
  for (const { source, valeurs } of Object.values(sources)) {
    for (const { dateValeur, resultat } of valeurs) console.log(definition.titre, source, dateValeur, resultat);
  }
}
