import { createClient } from '@guichet/sdk';

const client = createClient();

// All pages, one after the other:
const all = client.collectivites.labellisations.list({
  limit: 100,
});
for await (const item of all) {
  const { courante } = item.labellisations.cae ?? {};
  const stars = '★'.repeat(courante?.etoiles ?? 0);
  console.log(item.collectivite.nom, stars);
}
