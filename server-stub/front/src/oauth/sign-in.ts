import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { InteractionResults, Provider } from 'oidc-provider';
import {
  consentPage,
  languageCookie,
  languageOf,
  messagePage,
  pageHeaders,
  signInPage,
  type Language,
  type MessageKind,
  type SignInProblem,
} from '../pages/index.ts';
import type { AuthenticationEvent, AuthenticationObserver } from '../events.ts';
import type { Attempts } from '../limits/attempts.ts';
import { limitPasswords } from '../limits/password-attempts.ts';
import { ProblemError } from '../problem.ts';
import type { Person } from './people.ts';
import { pagePaths, type PeopleOptions } from './person-flows.ts';

export interface SignInOptions extends PeopleOptions {
  issuer: string;
  /** The API that is consented to. */
  audience: string;
  /** Limits wrong passwords, by address and by login there, and how many are checked at once. Default without limit. */
  attempts?: Attempts | undefined;
  onEvent: AuthenticationObserver;
}

type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

/** A step of an authorization under way: the request, what is known of it, and how to answer. */
interface Step {
  details: Details;
  /** Tells of what happened, and from where. */
  tell(event: Omit<AuthenticationEvent, 'requestId' | 'address' | 'clientId'>): void;
  /** Of the browser. */
  address: string;
  form: Readonly<Record<string, unknown>>;
  show(status: number, page: (language: Language) => string): FastifyReply;
  /** Tells what came of the step, and sends the person on. */
  finish(result: InteractionResults): Promise<FastifyReply>;
}

/**
 * The pages on which a person signs in and consents. They belong to an authorization under way: a cookie binds them to
 * the browser that began it, and a form from elsewhere is refused.
 */
export function mountSignIn(app: FastifyInstance, provider: Provider, options: SignInOptions): void {
  const { people, issuer, audience, attempts, onEvent, scopes: descriptions } = options;
  const { signInPath } = pagePaths(options);
  const begin = attempts && limitPasswords(attempts);

  app.get(`${signInPath}/:uid`, (request, reply) => step(request, reply, showPrompt));
  app.post(`${signInPath}/:uid`, (request, reply) =>
    step(request, reply, (now) => (now.details.prompt.name === 'login' ? signIn(now) : consent(now))),
  );
  app.post(`${signInPath}/:uid/cancel`, (request, reply) => step(request, reply, deny));

  async function step(request: FastifyRequest, reply: FastifyReply, answer: (now: Step) => unknown): Promise<unknown> {
    // Without the cookie of this very authorization there is none.
    const details = await provider.interactionDetails(request.raw, reply.raw).catch(() => undefined);
    const { uid } = request.params as { uid: string };
    if (details?.uid !== uid) return show(request, reply, undefined)(400, message('session_lost', 400));
    const respond = show(request, reply, details);
    const { origin } = request.headers;
    if (request.method === 'POST' && origin !== undefined && origin !== issuer) {
      return respond(403, message('request_refused', 403, `The form came from ${origin}.`));
    }
    return answer({
      details,
      address: request.ip,
      tell: (event) =>
        onEvent({
          ...event,
          requestId: request.id,
          address: request.ip,
          clientId: String(details.params['client_id']),
        }),
      form: (request.body ?? {}) as Step['form'],
      show: respond,
      async finish(result) {
        return reply.redirect(await provider.interactionResult(request.raw, reply.raw, result), 303);
      },
    });
  }

  const showPrompt = (now: Step) => (now.details.prompt.name === 'login' ? askToSignIn(now) : askToConsent(now));

  async function askToSignIn({ details, show: respond, form }: Step, problem?: SignInProblem): Promise<FastifyReply> {
    const login = problem === undefined ? {} : { login: text(form['login']), problem };
    const model = { ...actionsOf(details), applicationName: await nameOf(details), ...login };
    return respond(problem === undefined ? 200 : statusOf[problem], (language) => signInPage(model, language));
  }

  async function signIn(now: Step): Promise<FastifyReply> {
    const [login, password] = [text(now.form['login']), text(now.form['password'])];
    if (login === '' || password === '') return askToSignIn(now, 'missing');
    const attempt = begin?.(now.address, login);
    if (begin && !attempt) return tooManyTries(now, login);
    const person = await people.signIn(login, password).catch((error: unknown) => {
      attempt?.abandoned();
      return busy(error);
    });
    if (person === 'busy') return askToSignIn(now, 'unavailable');
    if (!person) {
      now.tell({ type: 'person.sign_in_failed', outcome: 'failure', reason: 'mismatch', login });
      const late = attempt !== undefined && attempt.failed() > 0;
      return late ? tooManyTries(now, login) : askToSignIn(now, 'mismatch');
    }
    attempt?.succeeded();
    now.tell({ type: 'person.signed_in', outcome: 'success', subject: person.subject });
    return now.finish({ login: { accountId: person.subject, remember: false } });
  }

  function tooManyTries(now: Step, login: string): Promise<FastifyReply> {
    now.tell({ type: 'attempts.limited', outcome: 'failure', reason: 'password', login });
    return askToSignIn(now, 'too_many_tries');
  }

  function deny(now: Step): Promise<FastifyReply> {
    const subject = now.details.session?.accountId;
    now.tell({
      type: 'consent.denied',
      outcome: 'failure',
      reason: 'access_denied',
      ...(subject === undefined ? {} : { subject }),
    });
    return now.finish({ error: 'access_denied', error_description: 'The person refused access.' });
  }

  async function askToConsent(now: Step): Promise<FastifyReply> {
    const person = await signedIn(now);
    if (!person) return now.show(400, message('session_lost', 400));
    const describe = (name: string) => ({ name, description: descriptions[name] ?? name });
    const { possible, impossible } = wishOf(now.details, person);
    const model = {
      ...actionsOf(now.details),
      applicationName: await nameOf(now.details),
      personName: person.name,
      scopes: possible.map(describe),
      unavailableScopes: impossible.map(describe),
    };
    return now.show(200, (language) => consentPage(model, language));
  }

  /** What the person agreed to, as a grant of its own. What the roles do not permit is refused by name, not dropped. */
  async function consent(now: Step): Promise<FastifyReply> {
    const person = await signedIn(now);
    if (!person) return now.show(400, message('session_lost', 400));
    const shown = new Set(text(now.form['scope'], 10_000).split(' '));
    // A role that came between the page and the answer was not consented to.
    const { possible, impossible } = wishOf(now.details, {
      ...person,
      scopes: person.scopes.filter((scope) => shown.has(scope)),
    });
    const grant = new provider.Grant({
      accountId: person.subject,
      clientId: String(now.details.params['client_id']),
    });
    if (possible.length > 0) grant.addResourceScope(audience, possible.join(' '));
    if (impossible.length > 0) grant.rejectResourceScope(audience, impossible.join(' '));
    const grantId = await grant.save();
    now.tell({ type: 'consent.given', outcome: 'success', subject: person.subject, scopes: possible });
    return now.finish({ consent: { grantId } });
  }

  async function signedIn({ details: { session } }: Step): Promise<Person | undefined> {
    return session?.accountId === undefined ? undefined : people.find(session.accountId);
  }

  async function nameOf({ params }: Details): Promise<string> {
    const client = await provider.Client.find(String(params['client_id']));
    return client?.clientName ?? String(params['client_id']);
  }

  function actionsOf({ uid }: Details) {
    return { action: `${signInPath}/${uid}`, cancelAction: `${signInPath}/${uid}/cancel` };
  }

  function show(request: FastifyRequest, reply: FastifyReply, details: Details | undefined): Step['show'] {
    const { ui_locales: chosen } = request.query as { ui_locales?: unknown };
    const asked = chosen ?? details?.params['ui_locales'];
    const { cookie, 'accept-language': acceptLanguage } = request.headers;
    const language = languageOf({ uiLocales: typeof asked === 'string' ? asked : undefined, cookie, acceptLanguage });
    const redirectUri = details?.params['redirect_uri'];
    return (status, page) => {
      if (chosen !== undefined) {
        void reply.header('set-cookie', languageCookie(language, { secure: issuer.startsWith('https:') }));
      }
      return reply
        .code(status)
        .headers(pageHeaders(language, typeof redirectUri === 'string' ? redirectUri : undefined))
        .send(page(language));
    };
  }
}

const statusOf: Readonly<Record<SignInProblem, number>> = {
  missing: 422,
  mismatch: 422,
  too_many_tries: 429,
  unavailable: 503,
};

/** Too many passwords are being checked, or the store is away: the person sees that on the page. */
function busy(error: unknown): 'busy' {
  if (error instanceof ProblemError && error.status === 503) return 'busy';
  throw error;
}

function wishOf({ params }: Details, person: Person) {
  const asked = String(params['scope'] ?? '').split(' ');
  const permitted = new Set(person.scopes);
  return {
    possible: asked.filter((scope) => permitted.has(scope)),
    impossible: asked.filter((scope) => !permitted.has(scope)),
  };
}

const message = (kind: MessageKind, status: number, detail?: string) => (language: Language) =>
  messagePage({ kind, status, ...(detail === undefined ? {} : { detail }) }, language);

/** A field of a form, in a length that a person types. */
const text = (value: unknown, most = 1_000): string => (typeof value === 'string' ? value.slice(0, most) : '');
