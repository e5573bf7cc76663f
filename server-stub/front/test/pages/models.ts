import {
  consentPage,
  deviceConfirmPage,
  deviceDonePage,
  devicePage,
  homePage,
  messagePage,
  signInPage,
  type Language,
} from '../../src/pages/index.ts';

export interface Shown {
  name: string;
  /** @param put - what stands for each text that does not come from us */
  show(language: Language, put?: (text: string) => string): string;
}

const same = (text: string) => text;

/** Every page in every state that looks different. */
export const pages: readonly Shown[] = [
  {
    name: 'sign-in',
    show: (language, put = same) =>
      signInPage(
        {
          action: put('/sign-in/1'),
          cancelAction: put('/sign-in/1/cancel'),
          csrf: put('t'),
          applicationName: put('Tableau de bord'),
        },
        language,
      ),
  },
  {
    name: 'sign-in-problem',
    show: (language, put = same) =>
      signInPage(
        {
          action: put('/sign-in/1'),
          cancelAction: put('/sign-in/1/cancel'),
          csrf: put('t'),
          applicationName: put('Tableau de bord'),
          login: put('lea'),
          problem: 'mismatch',
        },
        language,
      ),
  },
  {
    name: 'consent',
    show: (language, put = same) =>
      consentPage(
        {
          action: put('/sign-in/1/consent'),
          cancelAction: put('/sign-in/1/cancel'),
          csrf: put('t'),
          applicationName: put('Tableau de bord'),
          personName: put('Léa Fontaine'),
          scopes: [
            { name: put('pets.read'), description: put('Read the pets.') },
            { name: put('pets.owners.addresses.write'), description: put('Change where the owners of pets live.') },
          ],
          unavailableScopes: [{ name: put('pets.admin'), description: put('Do everything.') }],
        },
        language,
      ),
  },
  {
    name: 'home',
    show: (language, put = same) =>
      homePage(
        {
          api: put('Library'),
          operations: 2,
          mock: false,
          docs: put('https://library.example/docs/'),
          call: [put('curl http://localhost:8080/books')],
          metadata: put('http://localhost:8080/.well-known/oauth-authorization-server'),
        },
        language,
      ),
  },
  {
    name: 'home-mock',
    show: (language, put = same) =>
      homePage({ api: put('Library'), operations: 1, mock: true, call: [put('curl')], metadata: put('/m') }, language),
  },
  { name: 'device', show: (language, put = same) => devicePage({ action: put('/device'), csrf: put('t') }, language) },
  {
    name: 'device-problem',
    show: (language, put = same) =>
      devicePage({ action: put('/device'), csrf: put('t'), userCode: put('bcdf ghjk'), problem: 'unknown' }, language),
  },
  {
    name: 'device-confirm',
    show: (language, put = same) =>
      deviceConfirmPage(
        {
          action: put('/device'),
          csrf: put('t'),
          userCode: put('BCDF-GHJK'),
          applicationName: put('guichet-cli'),
          deviceInfo: put('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0'),
        },
        language,
      ),
  },
  { name: 'device-approved', show: (language) => deviceDonePage({ approved: true }, language) },
  { name: 'device-denied', show: (language) => deviceDonePage({ approved: false }, language) },
  {
    name: 'message',
    show: (language, put = same) =>
      messagePage({ kind: 'session_lost', status: 400, detail: put('could not find device form details') }, language),
  },
];
