/** The identity that the sources are written in; `guichet.config.ts` says which one the outputs carry. */
const written = {
  title: 'Guichet',
  slug: 'guichet',
  scope: '@guichet',
  envPrefix: 'GUICHET_',
  secretPrefix: 'gch_',
  problemBase: 'https://guichet.example/problems/',
  homepage: 'https://guichet.example',
};

const words = (slug) => slug.split(/[^0-9A-Za-z]+/).filter(Boolean);
const capital = (word) => word[0].toUpperCase() + word.slice(1);
const pascalCase = (slug) => words(slug).map(capital).join('');
const camelCase = (slug) =>
  words(slug)
    .map((word, index) => (index === 0 ? word : capital(word)))
    .join('');

const sources = [
  written.problemBase,
  written.homepage,
  `${written.scope}(?=/)`,
  written.envPrefix,
  written.secretPrefix,
  written.slug.toUpperCase(),
  written.title,
  written.slug,
];

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Longest first, in one pass, so that a new name that contains an old one is not replaced again. */
const patternFor = (identity) => new RegExp([...targetsOf(identity).map(escape), ...sources].join('|'), 'g');

/** What is in the new identity already, in a text that code and prose share, and stays as it is. */
const targetsOf = (identity) =>
  [
    identity.problemBase,
    identity.homepage,
    identity.scope,
    identity.envPrefix,
    identity.secretPrefix,
    identity.title,
    identity.slug,
    pascalCase(identity.slug),
  ]
    .filter((name) => /guichet|gch_/i.test(name) && !Object.values(written).includes(name))
    .toSorted((a, b) => b.length - a.length);

/**
 * Rewrites a text from the identity the sources are written in to another one.
 *
 * Inside an identifier (`GuichetError`, `guichetFetch`) the name takes the case that the identifier needs.
 *
 * @param {string} text
 * @param {import('./identity.js').OutputIdentity} identity
 * @returns {string}
 * @example renameIdentity('gch_live_...', { ...identity, secretPrefix: 'acme_' }) // 'acme_live_...'
 */
export function renameIdentity(text, identity) {
  const kept = targetsOf(identity);
  return text.replace(patternFor(identity), (found, offset) => {
    if (kept.includes(found)) return found;
    const next = text[offset + found.length] ?? '';
    const previous = text[offset - 1] ?? '';
    switch (found) {
      case written.problemBase:
        return identity.problemBase;
      case written.homepage:
        return identity.homepage;
      case written.scope:
        return identity.scope;
      case written.envPrefix:
        return identity.envPrefix;
      case written.secretPrefix:
        return identity.secretPrefix;
      case written.title:
        return /\w/.test(next) || /\w/.test(previous) ? pascalCase(identity.slug) : identity.title;
      case written.slug:
        return /[A-Z]/.test(next) ? camelCase(identity.slug) : identity.slug;
      default:
        return words(identity.slug).join('_').toUpperCase();
    }
  });
}

/**
 * Rewrites every string and every key of a JSON value, in place where it can.
 *
 * @template T
 * @param {T} value
 * @param {import('./identity.js').OutputIdentity} identity
 * @returns {T}
 */
export function renameIdentityDeep(value, identity) {
  if (typeof value === 'string') return renameIdentity(value, identity);
  if (Array.isArray(value)) {
    value.forEach((item, index) => (value[index] = renameIdentityDeep(item, identity)));
  } else if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value);
    const renamed = entries.map(([key, item]) => [renameIdentity(key, identity), renameIdentityDeep(item, identity)]);
    // Only when a key changes is the object filled anew, in the same order.
    if (renamed.some(([key], index) => key !== entries[index][0])) {
      for (const [key] of entries) delete value[key];
    }
    for (const [key, item] of renamed) value[key] = item;
  }
  return value;
}
