/**
 * Redocly plugin `usage`: what the contracts promise beyond OpenAPI, as lint rules, and the public and renamed
 * editions, as decorators. Switched on in `redocly.yaml`.
 */
import { identity } from '../../guichet.config.ts';
import { renameIdentityDeep } from './identity.js';
import { publicEdition } from './public-edition.js';
import { rules } from './rules.js';
import { samples, samplesKnown } from './samples.js';

/** Renames the document to the identity of `guichet.config.ts`; options override single values. */
const identityDecorator = (options) => ({
  Root: { leave: (root) => void renameIdentityDeep(root, { ...identity, ...options }) },
});

export default function usage() {
  return {
    id: 'usage',
    rules: { oas3: { ...rules, 'samples-known': samplesKnown } },
    decorators: { oas3: { samples, 'public-edition': publicEdition, identity: identityDecorator } },
  };
}
