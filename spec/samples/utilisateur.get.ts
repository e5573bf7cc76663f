import { createClient } from '@guichet/sdk';

const client = createClient();

const { prenom, nom, collectivites } = await client.utilisateur.get();
console.log(`${prenom} ${nom}`, collectivites);
