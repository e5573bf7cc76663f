import { stringify } from 'csv-stringify/sync';
import type { Row } from './pull.ts';

const columns: (keyof Row)[] = [
  'indicateur',
  'titre',
  'unite',
  'source',
  'dateValeur',
  'resultat',
  'objectif',
  'commentaire',
  'modifiedAt',
];

/** The rows in a stable order, so that two runs without a change write the same bytes. */
export function toCsv(rows: readonly Row[], { french }: { french: boolean }): string {
  const key = (row: Row) => `${row.indicateur}\0${row.source}\0${row.dateValeur}`;
  return stringify(
    rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)),
    {
      header: true,
      columns,
      bom: french,
      delimiter: french ? ';' : ',',
      record_delimiter: 'windows',
      cast: { number: (value) => (french ? String(value).replace('.', ',') : String(value)) },
      // A comment that starts with "=" must stay a comment when a spreadsheet opens the file.
      escape_formulas: true,
    },
  );
}
