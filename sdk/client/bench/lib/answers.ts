/** What the server answers, and what is sent: the contract's own examples, the same number of bytes for everybody. */
import { examples } from '../../src/generated/examples.gen.ts';

/** Length of every JSON answer and of every posted body, in bytes. */
export const bodyBytes = 1024;

/** The value in JSON, filled up to `bodyBytes` by a field that a client of today does not know. */
export function filled(value: object): string {
  const text = JSON.stringify({ ...value, filler: '' });
  return JSON.stringify({ ...value, filler: 'x'.repeat(Math.max(0, bodyBytes - Buffer.byteLength(text))) });
}

export const collectivite = examples.collectivitesGet.body;

/** A batch of values whose JSON is about as long as an answer. */
export const values = Array.from({ length: 11 }, (_, n) => ({
  collectiviteId: 3812,
  indicateurId: 12,
  dateValeur: `20${String(10 + n)}-01-01`,
  resultat: 33105.7 + n,
}));

/** A text with which the body of a peer is as long as that of the values. */
export const sentText = 'x'.repeat(JSON.stringify({ valeurs: values }).length - 60);
