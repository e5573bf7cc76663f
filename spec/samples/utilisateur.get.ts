import { createClient } from '@guichet/sdk';

const client = createClient();

const person = await client.utilisateur.get();
console.log(person.prenom, person.nom);
console.log(person.collectivites);
