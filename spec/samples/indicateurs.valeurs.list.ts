import { createClient } from '@guichet/sdk';

const client = createClient();

const { data } =
  await client.indicateurs.definitions.list();
const groups = client.indicateurs.valeurs.list({
  collectiviteId: 3812,
  indicateurIds: data.slice(0, 5).map(({ id }) => id),
  modifieDepuis: '2024-01-01T00:00:00Z',
});
for await (const { definition, sources } of groups) {
  for (const source of Object.values(sources)) {
    console.log(definition.titre, source.valeurs);
  }
}
