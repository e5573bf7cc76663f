import type { FastifyReply, FastifyRequest } from 'fastify';
import { identity } from '../../../guichet.config.ts';
import type { Contract } from './contract/contract.ts';
import type { AuthorizationServer } from './oauth/authorization-server.ts';
import type { ResourceServer } from './oauth/resource-server.ts';
import { homePage, languageOf, pageHeaders } from './pages/index.ts';
import { sampleCall } from './sample-call.ts';

/** What a server says of itself to people. */
export interface Home {
  /** Address of the docs. Default `externalDocs` of the contract. */
  docs?: string | undefined;
  /** Whether its answers are examples. Default false. */
  mock?: boolean;
}

/** Variables of a shell, as `npm start` and the SDK name them: the page is for everybody, and so without a secret. */
const { envPrefix } = identity;
const credential = { clientId: `"$${envPrefix}CLIENT_ID`, clientSecret: `$${envPrefix}CLIENT_SECRET"` };
const apiKey = 'your-api-key';

/**
 * The page at `/` for people, where the contract has nothing there. Programs get the problem that they get everywhere: the
 * page is for those who ask for HTML by name, as browsers do.
 *
 * @returns a function that answers the page and sets its headers, or undefined for requests that it is not meant for
 */
export function homeOf(
  contract: Contract,
  tokens: AuthorizationServer | ResourceServer,
  { docs, mock = false }: Home = {},
): (request: FastifyRequest, reply: FastifyReply) => string | undefined {
  const { info, externalDocs } = contract.document as {
    info?: { title?: unknown };
    externalDocs?: { url?: unknown };
  };
  const ownDocs = typeof externalDocs?.url === 'string' ? externalDocs.url : undefined;
  // Tokens of a resource server come from elsewhere.
  const { token_endpoint, metadata } = contract.endpoints;
  return (request, reply) => {
    const [path, query] = request.url.split('?');
    if (path !== '/' || !['GET', 'HEAD'].includes(request.method) || !wantsPage(request.headers.accept))
      return undefined;
    const language = languageOf({
      uiLocales: new URLSearchParams(query).get('ui_locales') ?? undefined,
      cookie: request.headers.cookie,
      acceptLanguage: request.headers['accept-language'],
    });
    void reply.code(200).headers(pageHeaders(language));
    const url = 'mount' in tokens ? tokens.issuer : `${request.protocol}://${hostOf(request)}`;
    return homePage(
      {
        api: typeof info?.title === 'string' && info.title.trim() !== '' ? info.title : identity.title,
        operations: contract.operations.length,
        mock,
        docs: webAddress(docs ?? ownDocs),
        call: sampleCall(contract, { url, tokenUrl: tokens.issuer + token_endpoint, credential, apiKey }),
        metadata: tokens.issuer + metadata,
      },
      language,
    );
  };
}

/** Whether HTML is asked for by name (RFC 9110 section 12.5.1): `*` is what programs send. */
const wantsPage = (accept = ''): boolean =>
  accept.split(',').some((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return type === 'text/html' && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });

/** The host that was asked for, where it is one: it is shown in a line for a shell. */
const hostOf = ({ host }: FastifyRequest): string =>
  /^[\w.-]+(?::\d+)?$|^\[[\da-f:.]+\](?::\d+)?$/i.test(host) ? host : 'localhost';

/** A contract's word is no reason to link to a script. */
const webAddress = (url: string | undefined): string | undefined =>
  url !== undefined && /^https?:$/.test(URL.parse(url)?.protocol ?? '') ? url : undefined;
