/**
 * Identity of the kit, and the only place that holds it. Change a value, build, and every output
 * (packages, contract, docs, command names) carries the new one.
 *
 * Sources may write the default identity in prose and in package names; the build replaces it
 * (`scripts/pack.ts`, `spec/plugins/usage.js`, docs/decisions/005). Code that needs a value at run time imports it from here, and the
 * bundler inlines it.
 */

/** Lower-case form: command names (`<slug>-server`), control paths (`/__<slug>/ready`), file names. */
export const slug = 'guichet';
/** npm scope of the packages. */
export const scope = '@guichet';
/** Prefix of every environment variable. */
export const envPrefix = 'GUICHET_';
/** Prefix of credential secrets (`<prefix>live_...`, `<prefix>test_...`) and API keys. */
export const secretPrefix = 'gch_';

/** All of it. The SDK takes the single values above, so that a bundler carries no more than those. */
export const identity = {
  /** How the product is called in prose and in page titles. */
  title: 'Guichet',
  slug,
  scope,
  envPrefix,
  secretPrefix,
  /** Base URI of problem types (RFC 9457 section 3.1.1). Ends with a slash. */
  problemBase: 'https://guichet.example/problems/',
  /** Home page, named in packages and in the docs. */
  homepage: 'https://guichet.example',
  /** Colours and mark of the docs. */
  brand: { accent: '#0b5d5e', accentDark: '#7fd4cf', mark: 'G' },
  /** Ports on loopback. */
  ports: { server: 8080, registry: 8081, mock: 4010, docs: 8088 },
} as const;
