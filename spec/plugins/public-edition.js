import { isOperation, operationsOf } from './operations.js';

/** Usages a reader of the public edition sees; the other words are ours. */
const publicUsages = new Set(['public', 'app', 'pipeline']);

const isEmpty = (value) => Object.keys(value).length === 0;

/** Names of the security schemes and scopes that operations still use. */
function usedSecurity(root) {
  const used = new Map();
  for (const operation of operationsOf(root)) {
    for (const requirement of operation.security ?? root.security ?? []) {
      for (const [scheme, scopes] of Object.entries(requirement)) {
        used.set(scheme, new Set([...(used.get(scheme) ?? []), ...scopes]));
      }
    }
  }
  return used;
}

function pruneSecuritySchemes(root) {
  const schemes = root.components?.securitySchemes ?? {};
  const used = usedSecurity(root);
  for (const [name, scheme] of Object.entries(schemes)) {
    if (!used.has(name)) delete schemes[name];
    for (const flow of Object.values(scheme.flows ?? {})) {
      // A new object: the flows of one scheme may share theirs by a YAML alias.
      const kept = Object.entries(flow.scopes ?? {}).filter(([scope]) => used.get(name)?.has(scope));
      flow.scopes = Object.fromEntries(kept);
    }
  }
}

function pruneTags(root) {
  const used = new Set(operationsOf(root).flatMap((operation) => operation.tags ?? []));
  if (root.tags) root.tags = root.tags.filter((tag) => used.has(tag.name));
  if (!root['x-tagGroups']) return;
  root['x-tagGroups'] = root['x-tagGroups']
    .map((group) => ({ ...group, tags: group.tags.filter((tag) => used.has(tag)) }))
    .filter((group) => group.tags.length > 0);
}

function prunePaths(root) {
  for (const container of [root.paths ?? {}, root.webhooks ?? {}]) {
    for (const [path, item] of Object.entries(container)) {
      if (!Object.entries(item).some(isOperation)) delete container[path];
    }
  }
  if (root.webhooks && isEmpty(root.webhooks)) delete root.webhooks;
}

/**
 * Decorator `public-edition`: runs after `filter-in` has taken the operations away that are not public, and takes
 * away what only they used (paths, tags, scopes, security schemes), the roles of the platform, and the words for usages
 * that do not concern a reader. Unused components are left to `remove-unused-components`.
 */
export function publicEdition() {
  return {
    Root: {
      leave(root) {
        prunePaths(root);
        pruneTags(root);
        pruneSecuritySchemes(root);
        delete root['x-roles'];
        for (const operation of operationsOf(root)) {
          operation['x-usage'] = operation['x-usage'].filter((usage) => publicUsages.has(usage));
        }
      },
    },
  };
}
