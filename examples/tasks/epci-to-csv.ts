/** All EPCI into a CSV file: `node epci-to-csv.ts epci.csv`. */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createClient } from '@guichet/sdk';

const client = createClient({ appInfo: { name: 'epci-to-csv', version: '1.0.0' } });
const field = (value: string | null): string => `"${(value ?? '').replaceAll('"', '""')}"`;

const file = createWriteStream(process.argv[2] ?? 'epci.csv');
file.write('id,nom,siren,nature\n');
let rows = 0;
for await (const { id, nom, siren, natureInsee } of client.collectivites.list({ type: 'epci', limit: 100 })) {
  file.write(`${[id, field(nom), field(siren), field(natureInsee)].join(',')}\n`);
  rows += 1;
}
file.end();
await finished(file);
console.log(`${rows} EPCI written`);
