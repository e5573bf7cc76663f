import type { Language } from '../words/index.ts';

/** What the Markdown pages say beside the contract's own words. */
export interface OutputWords {
  required: string;
  /** Between a name and what is said of it. */
  colon: string;
  /** Before what holds for each item of a list. */
  eachItem: (text: string) => string;
  deprecated: string;
  operation: string;
  usage: string;
  authorization: string;
  openToAll: string;
  clientAuthenticates: string;
  oneOfThese: string;
  withScopes: string;
  and: string;
  parameters: string;
  parameterColumns: readonly [string, string, string, string];
  body: string;
  responses: string;
  headers: string;
  errors: string;
  errorColumns: readonly [string, string, string];
  sentAs: (types: string) => string;
  reference: string;
  example: string;
  samples: string;
  asAbove: string;
  oneOf: string;
  anyKey: string;
  values: (list: string) => string;
  openValues: (list: string) => string;
  defaultsTo: (value: string) => string;
  pattern: (pattern: string) => string;
  range: (from: number | undefined, to: number | undefined, unit: 'value' | 'characters' | 'items') => string;
  sentToYou: string;
  guides: string;
  downloads: string;
  /** On the page under the former name of a guide, before the link. */
  moved: string;
  openapiYaml: string;
  openapiJson: string;
  postman: string;
  sameAsHtml: string;
  scope: string;
  allows: string;
  /** What one fills in after the import of the Postman collection. */
  postmanVariables: Readonly<Record<'baseUrl' | 'clientId' | 'clientSecret' | 'token' | 'apiKey', string>>;
}

const between = (
  from: number | undefined,
  to: number | undefined,
  words: readonly [string, string, string, string],
) => {
  const [exactly, range, least, most] = words;
  const say = (text: string) => text.replace('$1', String(from)).replace('$2', String(to));
  if (from !== undefined && from === to) return say(exactly);
  if (from !== undefined && to !== undefined) return say(range);
  return from === undefined ? say(most) : say(least);
};

const en: OutputWords = {
  required: 'required',
  colon: ': ',
  eachItem: (text) => `Each: ${text[0]?.toLowerCase()}${text.slice(1)}`,
  deprecated: 'Deprecated.',
  operation: 'Operation',
  usage: 'Usage',
  authorization: 'Authorization',
  openToAll: 'None: anyone may call it.',
  clientAuthenticates: 'The client authenticates in this very request (RFC 6749 section 2.3).',
  oneOfThese: 'One of these:',
  withScopes: 'with',
  and: 'and',
  parameters: 'Parameters',
  parameterColumns: ['Name', 'In', 'Type', 'Description'],
  body: 'Request body',
  responses: 'Responses',
  headers: 'Headers',
  errors: 'Errors',
  errorColumns: ['Status', 'Meaning', 'Types'],
  sentAs: (types) => `Sent as ${types}.`,
  reference: 'in the reference',
  example: 'Example',
  samples: 'Code samples',
  asAbove: 'The same fields as above.',
  oneOf: 'One of these:',
  anyKey: 'any other key',
  values: (list) => `One of ${list}.`,
  openValues: (list) => `Known values: ${list}; more can come.`,
  defaultsTo: (value) => `Default ${value}.`,
  pattern: (pattern) => `Pattern ${pattern}.`,
  range(from, to, unit) {
    const noun = unit === 'value' ? '' : ` ${unit}`;
    const text = between(from, to, ['exactly $1', '$1 to $2', 'at least $1', 'at most $2']);
    return `${text[0]?.toUpperCase()}${text.slice(1)}${noun}.`;
  },
  sentToYou: 'sent to your address',
  guides: 'Guides',
  downloads: 'Downloads',
  moved: 'This page has a new address:',
  openapiYaml: 'OpenAPI document (YAML)',
  openapiJson: 'OpenAPI document (JSON)',
  postman: 'Postman collection',
  sameAsHtml: 'All pages below are Markdown. Each guide is also a web page, with `.html` in place of `.md`.',
  scope: 'Scope',
  allows: 'Allows',
  postmanVariables: {
    baseUrl: 'Address of the platform, without a trailing slash.',
    clientId: 'Client id of your credential.',
    clientSecret: 'Secret of your credential. Keep it out of what you share.',
    token: 'Access token. "Get a token" fills it in.',
    apiKey: 'Your API key.',
  },
};

const fr: OutputWords = {
  required: 'obligatoire',
  colon: ' : ',
  eachItem: (text) => `Chaque élément : ${text[0]?.toLowerCase()}${text.slice(1)}`,
  deprecated: 'Obsolète.',
  operation: 'Opération',
  usage: 'Usage',
  authorization: 'Autorisation',
  openToAll: 'Aucune : tout le monde peut l’appeler.',
  clientAuthenticates: 'Le client s’authentifie dans cette requête même (RFC 6749, section 2.3).',
  oneOfThese: 'Au choix :',
  withScopes: 'avec',
  and: 'et',
  parameters: 'Paramètres',
  parameterColumns: ['Nom', 'Emplacement', 'Type', 'Description'],
  body: 'Corps de la requête',
  responses: 'Réponses',
  headers: 'En-têtes',
  errors: 'Erreurs',
  errorColumns: ['Statut', 'Signification', 'Types'],
  sentAs: (types) => `Format : ${types}.`,
  reference: 'dans la référence',
  example: 'Exemple',
  samples: 'Exemples de code',
  asAbove: 'Les mêmes champs que ci-dessus.',
  oneOf: 'Au choix :',
  anyKey: 'toute autre clé',
  values: (list) => `Valeurs possibles : ${list}.`,
  openValues: (list) => `Valeurs connues : ${list} ; d’autres peuvent s’ajouter.`,
  defaultsTo: (value) => `Par défaut : ${value}.`,
  pattern: (pattern) => `Motif : ${pattern}.`,
  range(from, to, unit) {
    const noun = { value: '', characters: ' caractères', items: ' éléments' }[unit];
    const text = between(from, to, ['exactement $1', 'de $1 à $2', 'au moins $1', 'au plus $2']);
    return `${text[0]?.toUpperCase()}${text.slice(1)}${noun}.`;
  },
  sentToYou: 'envoyé à votre adresse',
  guides: 'Guides',
  downloads: 'Téléchargements',
  moved: 'Cette page a changé d’adresse :',
  openapiYaml: 'Document OpenAPI (YAML)',
  openapiJson: 'Document OpenAPI (JSON)',
  postman: 'Collection Postman',
  sameAsHtml:
    'Les pages ci-dessous sont en Markdown. Chaque guide existe aussi en page web, avec `.html` à la place de `.md`.',
  scope: 'Portée',
  allows: 'Permet de',
  postmanVariables: {
    baseUrl: 'Adresse de la plateforme, sans barre oblique finale.',
    clientId: 'Identifiant client de votre accès.',
    clientSecret: 'Secret de votre accès. Ne le partagez pas.',
    token: 'Jeton d’accès. La requête qui demande un jeton le renseigne.',
    apiKey: 'Votre clé d’API.',
  },
};

export const outputWords: Readonly<Record<Language, OutputWords>> = { en, fr };
