import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import {
  deviceConfirmPage,
  deviceDonePage,
  devicePage,
  languageCookie,
  languageOf,
  messagePage,
  pageHeaders,
  type DeviceProblem,
  type Language,
  type MessageKind,
} from '../pages/index.ts';
import { noteDenial } from './answer-events.ts';
import { countGuess } from './guesses.ts';
import { pagePaths, type PeopleOptions } from './person-flows.ts';

/** The pages of oidc-provider's routes: typing the code of a device (RFC 8628 section 3.3), and what went wrong. */
export function devicePages(people: PeopleOptions) {
  const { devicePath: action } = pagePaths(people);

  return {
    sources: {
      userCodeInputSource(
        context: KoaContextWithOIDC,
        _form: string,
        _out?: ErrorOut,
        error?: Error & { userCode?: string },
      ) {
        // The person refused, which is not an error.
        if (error?.name === 'AbortedError') {
          noteDenial(context);
          return show(context, (language) => deviceDonePage({ approved: false }, language));
        }
        if (error?.name === 'NotFoundError') countGuess(context.req);
        const userCode = error?.userCode ?? prefilled(context);
        const problem = error && (problems[error.name] ?? 'other');
        const model = {
          action,
          csrf: secretOf(context),
          ...(userCode === undefined ? {} : { userCode }),
          ...(problem === undefined ? {} : { problem }),
        };
        return show(context, (language) => devicePage(model, language));
      },
      userCodeConfirmSource(
        context: KoaContextWithOIDC,
        _form: string,
        client: { clientName?: string; clientId: string },
        { userAgent = '' }: { userAgent?: string },
        userCode: string,
      ) {
        const applicationName = client.clientName ?? client.clientId;
        const model = { action, csrf: secretOf(context), userCode, applicationName, deviceInfo: userAgent };
        show(context, (language) => deviceConfirmPage(model, language));
      },
      successSource(context: KoaContextWithOIDC) {
        show(context, (language) => deviceDonePage({ approved: true }, language));
      },
    },

    renderError(context: KoaContextWithOIDC, { error, error_description: description }: ErrorOut) {
      const model = { kind: kindOf(error), status: context.status, detail: description ?? error };
      show(context, (language) => messagePage(model, language));
    },
  };
}

const problems: Readonly<Record<string, DeviceProblem>> = {
  NoCodeError: 'missing',
  NotFoundError: 'unknown',
  ExpiredError: 'expired',
  AlreadyUsedError: 'used',
};

function kindOf(error: string): MessageKind {
  if (error === 'server_error') return 'server_error';
  return error === 'temporarily_unavailable' ? 'unavailable' : 'request_refused';
}

/** What the forms of a session must bring back. */
const secretOf = ({ oidc }: KoaContextWithOIDC): string =>
  (oidc.session as { state?: { secret?: string } } | undefined)?.state?.secret ?? '';

const prefilled = ({ state }: KoaContextWithOIDC): string | undefined =>
  typeof state['userCode'] === 'string' ? state['userCode'] : undefined;

function show(context: KoaContextWithOIDC, page: (language: Language) => string): void {
  const asked = context.query['ui_locales'] ?? context.oidc?.params?.['ui_locales'];
  const uiLocales = typeof asked === 'string' ? asked : undefined;
  const { cookie, 'accept-language': acceptLanguage } = context.req.headers;
  const language = languageOf({ uiLocales, cookie, acceptLanguage });
  if (uiLocales !== undefined) context.append('set-cookie', languageCookie(language, { secure: context.secure }));
  context.set(pageHeaders(language));
  context.body = page(language);
}
