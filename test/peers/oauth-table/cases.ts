import { read, type Answer, type Credential, type Target } from './target.ts';

/** What a target answered, and what is wrong with it: nothing when it passed. */
export interface Finding {
  answer: Answer;
  faults: string[];
}

export interface Case {
  asked: string;
  expected: string;
  judge(target: Target): Promise<Finding>;
}

/** The cases of a partner's first day and worst day, in RFC 6749, RFC 6750 and RFC 9068. One definition for all targets. */
export const cases: readonly Case[] = [
  {
    asked: 'right secret by Basic',
    expected: '200, token opens',
    judge: async (target) => granted(target, await askToken(target, { basic: target.credential })),
  },
  {
    asked: 'right secret by form',
    expected: '200, token opens',
    judge: async (target) => granted(target, await askToken(target, { form: byForm(target.credential) })),
  },
  {
    // RFC 6749 section 2.3.1: id and secret are form-encoded before they are joined by the colon.
    asked: 'id, secret with : and %, encoded',
    expected: '200, token opens',
    judge: async (target) => granted(target, await askToken(target, { basic: target.oddCredential })),
  },
  {
    asked: 'wrong secret',
    expected: '401 invalid_client',
    judge: async (target) => refusedClient(await askToken(target, { basic: wrongSecret(target) })),
  },
  {
    asked: 'unknown client',
    expected: '401, no word of which',
    async judge(target) {
      const wrong = await askToken(target, { basic: wrongSecret(target) });
      const unknown = await askToken(target, { basic: { ...target.credential, id: 'nobody-knows-me' } });
      const finding = refusedClient(unknown);
      const same =
        wrong.status === unknown.status && wrong.text === unknown.text && challengeOf(wrong) === challengeOf(unknown);
      return same ? finding : withFault(finding, 'differs from the answer to a wrong secret');
    },
  },
  {
    asked: 'no grant_type',
    expected: '400 invalid_request',
    judge: async (target) =>
      refused(await askToken(target, { basic: target.credential, form: { grant_type: undefined } }), 'invalid_request'),
  },
  {
    asked: 'unknown grant_type',
    expected: '400 unsupported_grant_type',
    judge: async (target) =>
      refused(
        await askToken(target, { basic: target.credential, form: { grant_type: 'a_wish' } }),
        'unsupported_grant_type',
      ),
  },
  {
    asked: 'unknown scope',
    expected: '400 invalid_scope',
    judge: async (target) =>
      refused(await askToken(target, { basic: target.credential, form: { scope: 'nobody.gave.it' } }), 'invalid_scope'),
  },
  {
    asked: 'parameters as JSON',
    expected: '400 invalid_request or 415',
    async judge(target) {
      const answer = await askTokenAsJson(target);
      return answer.status === 415 ? { answer, faults: [] } : refused(answer, 'invalid_request');
    },
  },
  {
    asked: 'may the token be stored?',
    expected: '200, no-store',
    async judge(target) {
      const answer = await askToken(target, { basic: target.credential });
      const kept = !/\bno-store\b/iu.test(answer.headers.get('cache-control') ?? '');
      return {
        answer,
        faults: [...unless(answer.status === 200, 'no token'), ...unless(!kept, 'no Cache-Control: no-store')],
      };
    },
  },
  {
    asked: 'a bearer that is no token',
    expected: '401 invalid_token',
    judge: (target) => refusedToken(target, 'junk'),
  },
  {
    asked: 'expired token',
    expected: '401 invalid_token',
    judge: (target) => refusedToken(target, target.expiredToken),
  },
  {
    asked: 'token without the scope',
    expected: '403 insufficient_scope',
    async judge(target) {
      const other = await askToken(target, { basic: target.credential, form: { scope: target.otherScope } });
      const finding = await refusedCall(target, String(other.body['access_token']), 403, 'insufficient_scope');
      return other.status === 200 ? finding : withFault(finding, 'no token with another scope');
    },
  },
  {
    // The scheme is case-insensitive (RFC 9110 section 11.1).
    asked: 'bearer in lower case',
    expected: '200',
    async judge(target) {
      const answer = await call(target, `bearer ${await tokenOf(target)}`);
      return { answer, faults: unless(answer.status === 200, 'the scheme was not understood') };
    },
  },
  {
    asked: 'token of another issuer',
    expected: '401 invalid_token',
    judge: (target) => refusedToken(target, target.foreignToken),
  },
];

interface TokenRequest {
  /** Authenticates by HTTP Basic. Default not. */
  basic?: Credential;
  /** Parameters beside the grant; undefined leaves one out. */
  form?: Readonly<Record<string, string | undefined>>;
}

async function askToken({ tokenUrl, scope }: Target, { basic, form = {} }: TokenRequest): Promise<Answer> {
  const fields = Object.entries({ grant_type: 'client_credentials', scope, ...form });
  const given = fields.filter((field): field is [string, string] => field[1] !== undefined);
  return read(
    await fetch(tokenUrl, {
      method: 'POST',
      headers: basic === undefined ? {} : { authorization: basicOf(basic) },
      body: new URLSearchParams(given),
    }),
  );
}

async function askTokenAsJson({ tokenUrl, credential }: Target): Promise<Answer> {
  return read(
    await fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: basicOf(credential), 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials' }),
    }),
  );
}

async function call({ resourceUrl }: Target, authorization: string): Promise<Answer> {
  return read(await fetch(resourceUrl, { headers: { authorization } }));
}

async function tokenOf(target: Target): Promise<string> {
  const { body } = await askToken(target, { basic: target.credential });
  return String(body['access_token']);
}

const formEncode = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);
const basicOf = ({ id, secret }: Credential): string => `Basic ${btoa(`${formEncode(id)}:${formEncode(secret)}`)}`;
const byForm = ({ id, secret }: Credential) => ({ client_id: id, client_secret: secret });
const wrongSecret = ({ credential }: Target): Credential => ({ ...credential, secret: 'not-the-secret' });

const unless = (fine: boolean, fault: string): string[] => (fine ? [] : [fault]);
const withFault = ({ answer, faults }: Finding, fault: string): Finding => ({ answer, faults: [...faults, fault] });

const challengeOf = ({ headers }: Answer): string => headers.get('www-authenticate') ?? '';
/** The error that a challenge of a scheme names (RFC 6750 section 3). */
const errorOf = (answer: Answer, scheme: string): string | undefined =>
  new RegExp(`(?:^|,\\s*)${scheme}\\b.*?\\berror="([^"]*)"`, 'iu').exec(challengeOf(answer))?.[1];

/** A token was given, and it opens the resource. */
async function granted(target: Target, answer: Answer): Promise<Finding> {
  const { access_token: token, token_type: type } = answer.body;
  const faults = [
    ...unless(answer.status === 200, 'no token'),
    ...unless(typeof token === 'string' && token !== '', 'no access_token'),
    ...unless(/^bearer$/iu.test(String(type)), 'token_type is not Bearer'),
  ];
  if (faults.length > 0) return { answer, faults };
  const { status } = await call(target, `Bearer ${String(token)}`);
  return { answer, faults: unless(status === 200, `the token opens nothing: ${status}`) };
}

function refused(answer: Answer, error: string, status = 400): Finding {
  if (answer.status < 300) return { answer, faults: ['a token all the same'] };
  return {
    answer,
    faults: [
      ...unless(answer.status === status, `not ${status}`),
      ...unless(answer.body['error'] === error, `error is not ${error}`),
    ],
  };
}

function refusedClient(answer: Answer): Finding {
  const finding = refused(answer, 'invalid_client', 401);
  return /\bBasic\b/iu.test(challengeOf(answer)) ? finding : withFault(finding, 'no WWW-Authenticate: Basic');
}

/** A call was refused with a status, and its challenge says why (RFC 6750 section 3.1). */
async function refusedCall(target: Target, token: string, status: number, error: string): Promise<Finding> {
  const answer = await call(target, `Bearer ${token}`);
  if (answer.status < 300) return { answer, faults: ['let in'] };
  const faults = [
    ...unless(answer.status === status, `not ${status}`),
    ...unless(errorOf(answer, 'Bearer') === error, `WWW-Authenticate does not say ${error}`),
  ];
  // Whoever refuses everything has refused nothing: the target's own token must open.
  const own = await call(target, `Bearer ${await tokenOf(target)}`);
  return { answer, faults: [...faults, ...unless(own.status === 200, `its own token is refused, too: ${own.status}`)] };
}

const refusedToken = (target: Target, token: string) => refusedCall(target, token, 401, 'invalid_token');
