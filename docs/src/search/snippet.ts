import { termsOf } from './engine.ts';

/** A piece of a text, told whether it was looked for. */
export interface Piece {
  text: string;
  found: boolean;
}

const word = /[\p{L}\p{M}\p{N}]+/gu;

/** Letters shown around the first match. */
const [before, after] = [40, 120];

/** A text cut where the words looked for begin and end. */
export function pieces(text: string, terms: ReadonlySet<string>): Piece[] {
  const cut: Piece[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(word)) {
    if (!termsOf(found).some((term) => terms.has(term))) continue;
    if (index > end) cut.push({ text: text.slice(end, index), found: false });
    cut.push({ text: found, found: true });
    end = index + found.length;
  }
  if (end < text.length) cut.push({ text: text.slice(end), found: false });
  return cut;
}

/** The part of a text where the words looked for stand, or its beginning. */
export function snippet(text: string, terms: ReadonlySet<string>): Piece[] {
  const isFound = (part: string) => termsOf(part).some((term) => terms.has(term));
  const at = [...text.matchAll(word)].find(({ 0: part }) => isFound(part))?.index ?? 0;
  const start = at <= before ? 0 : text.indexOf(' ', at - before) + 1;
  const space = text.lastIndexOf(' ', at + after);
  const end = text.length <= at + after ? text.length : space > at ? space : at + after;
  const shown = text.slice(start, end);
  return pieces(`${start > 0 ? '… ' : ''}${shown}${end < text.length ? ' …' : ''}`, terms);
}
