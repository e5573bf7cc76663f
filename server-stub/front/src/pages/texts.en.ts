import { html } from './html.ts';
import type { Texts } from './texts.ts';

export const english: Texts = {
  languageName: 'English',
  languageLabel: 'Language',
  errorPrefix: 'Error:',
  problemTitle: 'There is a problem',
  home: {
    server: (api, operations) =>
      html`This address is for programs: it answers the ${operations} ${operations === 1 ? 'operation' : 'operations'}
      of ${api}.`,
    mock: (api, operations) =>
      html`This address is for programs: it is a mock of the ${operations}
      ${operations === 1 ? 'operation' : 'operations'} of ${api}. Its answers are examples, and nothing is kept.`,
    docs: 'Documentation',
    docsLink: 'What it can do, and how it is called',
    firstCall: 'The first call',
    firstCallLead: 'In a shell, with the id and the secret of your credential:',
    metadata: 'Where tokens come from, for programs',
  },
  signIn: {
    title: 'Sign in',
    lead: (application) => html`to continue to ${application}.`,
    login: 'Login',
    password: 'Password',
    submit: 'Sign in',
    cancel: 'Cancel',
    problems: {
      mismatch: 'This login and password do not match. Check both and try again.',
      missing: 'Enter your login and your password.',
      too_many_tries: 'There were too many failed attempts. Wait a minute, then try again.',
      unavailable: 'Signing in is not possible at the moment. Try again in a few seconds.',
    },
  },
  consent: {
    title: 'Grant access?',
    lead: (application, person) => html`${application} asks for access on your behalf. You are signed in as ${person}.`,
    scopes: 'It will be able to',
    unavailable: 'It also asks for what your roles do not permit, and will not get it',
    note: 'It can never do more than you may do yourself. Grant access only if you know this application.',
    approve: 'Grant access',
    deny: 'Refuse',
  },
  device: {
    title: 'Connect a device',
    lead: 'A program or a device shows you a code. Enter it here.',
    code: 'Code',
    hint: 'Eight letters, such as BCDF-GHJK. Capitals and the dash do not matter.',
    submit: 'Continue',
    problems: {
      missing: 'Enter the code that the device shows.',
      unknown: 'There is no such code. Compare it with the device, letter by letter, and enter it again.',
      expired: 'This code has expired. Start again on the device, and enter the new code.',
      used: 'This code has been used already. If the device is still waiting, start again there.',
      too_many_tries: 'Too many wrong codes were entered. Wait ten minutes, then start again on the device.',
      other: 'That did not work. Start again on the device, and enter the new code.',
    },
  },
  deviceConfirm: {
    title: 'Is this your device?',
    lead: (application) => html`${application} wants to sign in as you. It must show exactly this code:`,
    code: 'Code on the device',
    device: 'Asked from',
    warning:
      'Continue only if you started this yourself, just now, and see this code on your own device. If somebody sent you the code, refuse: they would act on your behalf.',
    confirm: 'It is mine, continue',
    abort: 'Refuse',
  },
  deviceDone: {
    approved: {
      title: 'The device is connected',
      text: 'The device continues in a few seconds. You can close this page.',
    },
    denied: {
      title: 'The device was refused',
      text: 'It has no access. You can close this page.',
    },
  },
  messages: {
    session_lost: {
      title: 'This page is no longer valid',
      text: 'It was open for too long, or was opened in another browser. Go back to the application or the device, and start again there.',
    },
    expired: {
      title: 'This sign-in has expired',
      text: 'For your safety it must be completed within ten minutes. Go back to the application, and start again there.',
    },
    used: {
      title: 'This has already been done',
      text: 'The page was sent twice. Go back to the application: if it does not continue, start again there.',
    },
    cookies_off: {
      title: 'Cookies are off',
      text: 'Signing in needs one cookie, for as long as it takes. Allow cookies for this site, then go back to the application and start again.',
    },
    request_refused: {
      title: 'This request cannot be answered',
      text: 'The request of the application is not valid. Show this page to whoever runs the application.',
    },
    not_found: {
      title: 'There is nothing here',
      text: 'Check the address, or go back to the application and start again.',
    },
    too_many_tries: {
      title: 'Too many attempts',
      text: 'Wait a minute, then try again.',
    },
    unavailable: {
      title: 'Not available at the moment',
      text: 'Nothing was lost. Try again in a few seconds.',
    },
    server_error: {
      title: 'Something went wrong here',
      text: 'It is not your fault. Try again; if it happens again, write to us.',
    },
  },
  detail: 'Technical detail:',
};
