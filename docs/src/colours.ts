import redoc from 'redoc';

/** Grammars of the highlighter, for languages that it knows by another name or by a near one only. */
const grammars: Record<string, string> = {
  '': 'plain',
  js: 'javascript',
  ts: 'javascript',
  typescript: 'javascript',
  sh: 'bash',
  shell: 'bash',
  console: 'bash',
};

/**
 * The highlighter's kinds, and the theme's classes for them: key, string, number, word, comment. Of one letter, because
 * the reference has two thousand of these marks: with the highlighter's own it weighs 3 kB more over the wire.
 */
const classes: Record<string, string> = {
  property: 'k',
  string: 's',
  'attr-value': 's',
  number: 'n',
  boolean: 'w',
  keyword: 'w',
  function: 'w',
  comment: 'c',
};

/** Kinds that would colour every other word of a program. */
const noise: Record<string, readonly string[]> = {
  javascript: ['function', 'parameter', 'literal-property'],
};

function classOf(names: readonly string[], grammar: string, isVariable: boolean): string | undefined {
  // What the reader fills in.
  if (grammar === 'bash' && isVariable && names.includes('variable')) return 'n';
  if (names.some((name) => noise[grammar]?.includes(name))) return undefined;
  return Object.entries(classes).find(([kind]) => names.includes(kind))?.[1];
}

/**
 * Source code as markup with the colours of the theme. Marks that it gives no colour are left out: they would be four
 * thousand elements of the reference, and 8 kB of it over the wire.
 *
 * @param language as Markdown and `x-codeSamples` name it; unknown ones look like C
 */
export function coloured(source: string, language: string): string {
  const known = language.toLowerCase();
  const grammar = grammars[known] ?? known;
  const isKept: boolean[] = [];
  const mark = /<span class="token ([^"]*)"(?: title="[^"]*")?>(?=(\$[\w{])?)|<\/span>/g;
  return redoc.highlight(source, grammar).replaceAll(mark, (_, names?: string, dollar?: string) => {
    if (names === undefined) return isKept.pop() ? '</i>' : '';
    const name = classOf(names.split(' '), grammar, dollar !== undefined);
    isKept.push(name !== undefined);
    return name === undefined ? '' : `<i class="${name}">`;
  });
}
