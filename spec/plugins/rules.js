/** Lint rules of the plugin `usage`. Each message says what to do. */

const usages = ['public', 'app', 'pipeline', 'internal', 'debug'];

/** Members of the authorization server metadata (RFC 8414 section 2) that name an endpoint, and the document itself. */
const oauthEndpoints = [
  'metadata',
  'authorization_endpoint',
  'token_endpoint',
  'revocation_endpoint',
  'introspection_endpoint',
  'device_authorization_endpoint',
  'jwks_uri',
];

const name = (operation, key) => operation.operationId ?? String(key).toUpperCase();

/** Follows `$ref`s through files; answers an empty object for what cannot be found (another rule reports that). */
function follow(ctx, node, from) {
  let at = { node, source: from };
  while (at.node?.$ref) {
    const target = ctx.resolve(at.node, at.source);
    if (!target.node) return { node: {}, source: from };
    at = { node: target.node, source: target.location.source.absoluteRef };
  }
  return at;
}

/** Finds a property of a schema, in its own `properties` or in those of `allOf`. */
function findProperty(ctx, schema, property, from) {
  const at = follow(ctx, schema, from);
  if (at.node.properties?.[property]) return follow(ctx, at.node.properties[property], at.source).node;
  for (const part of at.node.allOf ?? []) {
    const found = findProperty(ctx, part, property, at.source);
    if (found) return found;
  }
  return undefined;
}

const usageKnown = () => ({
  Operation(operation, { report, location, key }) {
    const usage = operation['x-usage'];
    const what = name(operation, key);
    if (!Array.isArray(usage) || usage.length === 0) {
      report({
        message: `${what} does not say what it may be used for: add \`x-usage\`, a list of ${usages.join(', ')}.`,
        location: location.key(),
      });
      return;
    }
    for (const [index, word] of usage.entries()) {
      const at = location.child(['x-usage', index]);
      if (!usages.includes(word)) {
        report({ message: `${what} has the unknown usage "${word}": use ${usages.join(', ')}.`, location: at });
      } else if (usage.indexOf(word) !== index) {
        report({ message: `${what} has the usage "${word}" twice: remove one.`, location: at });
      }
    }
  },
});

const operationIdDotted = () => ({
  Operation(operation, { report, location, key }) {
    const id = operation.operationId;
    if (id === undefined || /^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)+$/.test(id)) return;
    report({
      message: `The operationId "${id}" (${key}) becomes a path in the SDK: write lower camel-case words joined by dots, such as collectivites.list.`,
      location: location.child('operationId'),
    });
  },
});

const successResponse = () => ({
  Operation(operation, { report, location, key }) {
    if (Object.keys(operation.responses ?? {}).some((status) => /^[23]/.test(status))) return;
    report({
      message: `${name(operation, key)} declares no success: add a 2xx response, or a 3xx one where it redirects.`,
      location: location.child('responses').key(),
    });
  },
});

const securedResponses = () => {
  let inherited;
  return {
    Root(root) {
      inherited = root.security;
    },
    Operation(operation, { report, location, key }) {
      const security = operation.security ?? inherited ?? [];
      if (security.length === 0) return;
      for (const status of ['401', '403', '429']) {
        if (operation.responses?.[status]) continue;
        report({
          message: `${name(operation, key)} is secured and does not declare ${status}: add it to its responses, or write \`security: []\` if it is open.`,
          location: location.child('responses').key(),
        });
      }
    },
  };
};

/** The scopes of OAuth schemes are Redocly's own `security-scopes-defined`; other schemes have none to check against. */
const apiKeyScopesKnown = () => {
  const requirements = [];
  const schemes = new Map();
  return {
    SecurityScheme(scheme, { key }) {
      const scopes = Object.values(scheme.flows ?? {}).flatMap((flow) => Object.keys(flow.scopes ?? {}));
      schemes.set(String(key), { type: scheme.type, scopes });
    },
    SecurityRequirement(requirement, { location }) {
      requirements.push([requirement, location]);
    },
    Root: {
      leave(_root, { report }) {
        const known = new Set([...schemes.values()].flatMap(({ scopes }) => scopes));
        for (const [requirement, location] of requirements) {
          for (const [scheme, scopes] of Object.entries(requirement)) {
            if (schemes.get(scheme)?.type === 'oauth2') continue;
            for (const scope of scopes.filter((candidate) => !known.has(candidate))) {
              report({
                message: `The scope "${scope}" of the scheme "${scheme}" is not a scope of any OAuth scheme: correct it, or add it there.`,
                location: location.child(scheme),
              });
            }
          }
        }
      },
    },
  };
};

const exampled =
  (what) =>
  (media, { report, location }) => {
    if (media.example !== undefined || Object.keys(media.examples ?? {}).length > 0) return;
    report({ message: `${what} has no example: add a named one to its \`examples\`.`, location: location.key() });
  };

const examplesPresent = () => ({
  RequestBody: { MediaType: exampled('A request body') },
  Response: {
    // Shared responses are visited where they are used, under their status.
    skip: (_response, key) => !/^[24]/.test(String(key)),
    MediaType: exampled('A response'),
  },
});

const paginationNames = () => ({
  Operation(operation, ctx) {
    const pagination = operation['x-pagination'];
    if (pagination === undefined) return;
    const { report, location } = ctx;
    const from = location.source.absoluteRef;
    const what = name(operation, ctx.key);
    const fail = (member, message) =>
      report({ message: `${what}: ${message}`, location: location.child(['x-pagination', member]) });

    if (pagination.style !== 'page') fail('style', `\`x-pagination.style\` is "${pagination.style}": write "page".`);
    const siblings = ctx.parent.parameters ?? [];
    const parameters = [...(operation.parameters ?? []), ...siblings].map((item) => follow(ctx, item, from).node);
    for (const member of ['page', 'limit']) {
      if (parameters.some((parameter) => parameter.in === 'query' && parameter.name === pagination[member])) continue;
      fail(
        member,
        `\`x-pagination.${member}\` names "${pagination[member]}", which is not a query parameter: add the parameter, or correct the name.`,
      );
    }
    const response = follow(ctx, operation.responses?.['200'] ?? {}, from);
    const schema = response.node.content?.['application/json']?.schema ?? {};
    for (const [member, type] of [
      ['items', 'array'],
      ['pages', 'integer'],
    ]) {
      const property = findProperty(ctx, schema, pagination[member], response.source);
      if (property?.type === type) continue;
      fail(
        member,
        `\`x-pagination.${member}\` names "${pagination[member]}", which is not a property of type ${type} in the answer: add the property, or correct the name.`,
      );
    }
  },
});

const oauthEndpointKnown = () => {
  const seen = new Set();
  return {
    Operation(operation, { report, location, key }) {
      const endpoint = operation['x-oauth-endpoint'];
      if (endpoint === undefined) return;
      const at = location.child('x-oauth-endpoint');
      if (!oauthEndpoints.includes(endpoint)) {
        report({
          message: `${name(operation, key)} has the unknown \`x-oauth-endpoint\` "${endpoint}": use ${oauthEndpoints.join(', ')}.`,
          location: at,
        });
      } else if (seen.has(endpoint)) {
        report({ message: `Two operations are the \`x-oauth-endpoint\` "${endpoint}": remove one.`, location: at });
      }
      seen.add(endpoint);
    },
  };
};

const idempotencyKeyDeclared = () => ({
  Operation(operation, ctx) {
    const from = ctx.location.source.absoluteRef;
    const declared = (operation.parameters ?? []).some(
      (item) => follow(ctx, item, from).node.name?.toLowerCase() === 'idempotency-key',
    );
    if (declared === (operation['x-idempotency-key'] === true)) return;
    ctx.report({
      message: `${name(operation, ctx.key)} has only one of \`x-idempotency-key: true\` and the header parameter \`Idempotency-Key\`: use both, or neither.`,
      location: ctx.location.key(),
    });
  },
});

export const rules = {
  'usage-known': usageKnown,
  'operation-id-dotted': operationIdDotted,
  'success-response': successResponse,
  'secured-responses': securedResponses,
  'api-key-scopes-known': apiKeyScopesKnown,
  'examples-present': examplesPresent,
  'pagination-names': paginationNames,
  'oauth-endpoint-known': oauthEndpointKnown,
  'idempotency-key-declared': idempotencyKeyDeclared,
};
