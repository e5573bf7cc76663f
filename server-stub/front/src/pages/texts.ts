import type { Html } from './html.ts';
import type { Language } from './language.ts';
import { english } from './texts.en.ts';
import { french } from './texts.fr.ts';

/** Why a sign-in is to be tried again. */
export type SignInProblem = 'mismatch' | 'missing' | 'too_many_tries' | 'unavailable';

/** Why a device's code is to be typed again. */
export type DeviceProblem = 'missing' | 'unknown' | 'expired' | 'used' | 'too_many_tries' | 'other';

/** What can end a page's errand. */
export type MessageKind =
  | 'session_lost'
  | 'expired'
  | 'used'
  | 'cookies_off'
  | 'request_refused'
  | 'not_found'
  | 'too_many_tries'
  | 'unavailable'
  | 'server_error';

/** Everything that pages say, in one language. A text that is missing does not compile. */
export interface Texts {
  /** Name of the language, in itself. */
  languageName: string;
  languageLabel: string;
  errorPrefix: string;
  problemTitle: string;
  home: {
    server: (api: Html, operations: number) => Html;
    mock: (api: Html, operations: number) => Html;
    docs: string;
    docsLink: string;
    firstCall: string;
    firstCallLead: string;
    metadata: string;
  };
  signIn: {
    title: string;
    lead: (application: Html) => Html;
    login: string;
    password: string;
    submit: string;
    cancel: string;
    problems: Record<SignInProblem, string>;
  };
  consent: {
    title: string;
    lead: (application: Html, person: Html) => Html;
    scopes: string;
    unavailable: string;
    note: string;
    approve: string;
    deny: string;
  };
  device: {
    title: string;
    lead: string;
    code: string;
    hint: string;
    submit: string;
    problems: Record<DeviceProblem, string>;
  };
  deviceConfirm: {
    title: string;
    lead: (application: Html) => Html;
    code: string;
    device: string;
    warning: string;
    confirm: string;
    abort: string;
  };
  deviceDone: Record<'approved' | 'denied', { title: string; text: string }>;
  messages: Record<MessageKind, { title: string; text: string }>;
  /** Precedes what the server says about it, which is in English. */
  detail: string;
}

const texts: Record<Language, Texts> = { en: english, fr: french };

export const textsOf = (language: Language): Texts => texts[language];
