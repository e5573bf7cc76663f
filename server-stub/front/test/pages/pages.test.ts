import { describe, expect, it } from 'vitest';
import { html } from '../../src/pages/html.ts';
import {
  devicePage,
  languageCookie,
  languageOf,
  messagePage,
  pageHeaders,
  signInPage,
  type Language,
} from '../../src/pages/index.ts';
import { languages } from '../../src/pages/language.ts';
import { textsOf } from '../../src/pages/texts.ts';
import { pages } from './models.ts';

/** All texts below a value, by their path; functions are called with marks in place of names. */
function textsBelow(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function')
    return [[path, String((value as (...names: unknown[]) => unknown)(html`<b>A</b>`, html`<b>P</b>`))]];
  return Object.entries(value as object).flatMap(([key, below]) => textsBelow(below, `${path}.${key}`));
}

describe.each(languages)('the pages in %s', (language: Language) => {
  it.each(pages)('$name escapes every text that is not its own', ({ show }) => {
    const hostile = `"'><script>alert(1)</script>&amp;<!--`;
    const calm = show(language, () => 'calm');
    const put = show(language, () => hostile);
    expect(put).not.toContain('<script');
    expect(put).not.toContain('<!--');
    // The same markup around other texts: nothing opened or closed an element or an attribute.
    const shape = (page: string) => [...page.matchAll(/<\/?[a-z]+|[a-z-]+="/gu)].map(String);
    expect(shape(put.slice(put.indexOf('<body')))).toEqual(shape(calm.slice(calm.indexOf('<body'))));
  });

  it.each(pages)('$name says its language, has one heading and no script', ({ show }) => {
    const page = show(language);
    expect(page).toMatch(new RegExp(`^<!doctype html>\\s*<html lang="${language}">`, 'u'));
    expect(page.match(/<h1>/gu)).toHaveLength(1);
    expect(page).not.toMatch(/<script| on[a-z]+=| style=|javascript:/u);
    expect(page).toContain(`ui_locales=${language === 'en' ? 'fr' : 'en'}"`);
  });

  it('have every text, and none that is empty', () => {
    const texts = textsBelow(textsOf(language));
    expect(texts.map(([path]) => path)).toEqual(textsBelow(textsOf('en')).map(([path]) => path));
    for (const [path, text] of texts) expect(text.trim(), path).not.toBe('');
    const leads = texts.filter(([path]) => path.endsWith('.lead') && !path.startsWith('.device.'));
    expect(leads).toHaveLength(3);
    for (const [path, text] of leads) expect(text, path).toContain('<b>A</b>');
  });
});

it('French sets unbreakable spaces before double punctuation, and typographic apostrophes', () => {
  for (const [path, text] of textsBelow(textsOf('fr'))) {
    expect(text, path).not.toMatch(/ [:;?!»]|« |[a-zé]'|[^\s\u00a0\u202f][;?!]/u);
    expect(text, path).not.toMatch(/[^\u00a0]:/u);
  }
});

it('a name cannot turn the direction of what stands around it', () => {
  const page = signInPage({ action: '/a', cancelAction: '/b', applicationName: '\u202eknab' }, 'en');
  expect(page).toContain('<bdi>\u202eknab</bdi>');
});

it('a problem is announced, is in the title, and is what the fields say they are about', () => {
  const page = signInPage(
    { action: '/a', cancelAction: '/b', applicationName: 'App', login: 'lea', problem: 'mismatch' },
    'fr',
  );
  expect(page).toContain('role="alert"');
  expect(page).toMatch(/<title>\s*Erreur\u00a0: Connexion/u);
  expect(page.match(/aria-describedby="problem"/gu)).toHaveLength(2);
  expect(page).toContain('value="lea"');
});

it('the code of a device is taken in any case, with or without dash and spaces', () => {
  const page = devicePage({ action: '/device', csrf: 't' }, 'en');
  const pattern = new RegExp(`^(?:${/pattern="([^"]+)"/u.exec(page)?.[1]})$`, 'v');
  for (const code of ['BCDF-GHJK', 'bcdfghjk', ' bcdf ghjk ', 'b c d f-g h j k']) expect(code).toMatch(pattern);
  for (const code of ['', 'BCDF-GHJ', 'BCDF-GHJKL', 'BCDF-GH1K']) expect(code).not.toMatch(pattern);
});

it('the link to the other language of a device page keeps the code', () => {
  const page = devicePage({ action: '/device', csrf: 't', userCode: 'BCDF-GHJK' }, 'en');
  expect(page).toContain('href="/device?user_code=BCDF-GHJK&#38;ui_locales=fr"');
});

it('a message shows what the server says about it as English', () => {
  expect(messagePage({ kind: 'server_error', status: 500, detail: 'x' }, 'fr')).toContain(
    '<code lang="en">500 x</code>',
  );
});

describe('the language', () => {
  it.each([
    ['nothing', {}, 'en'],
    ['the browser', { acceptLanguage: 'de, fr-CA;q=0.8, en;q=0.9' }, 'en'],
    ['the browser by its order of preference', { acceptLanguage: 'en;q=0.2, fr-CA;q=0.8' }, 'fr'],
    ['what the browser refuses', { acceptLanguage: 'fr;q=0' }, 'en'],
    ['what was chosen before', { cookie: 'a=b; guichet_language=fr', acceptLanguage: 'en' }, 'fr'],
    ['the parameter', { uiLocales: 'de fr-FR en', cookie: 'guichet_language=en' }, 'fr'],
    [
      'a parameter and a cookie that it does not speak',
      { uiLocales: 'de', cookie: 'guichet_language=xx', acceptLanguage: 'fr' },
      'fr',
    ],
    ['garbage', { uiLocales: '\u0000', cookie: ';;=', acceptLanguage: ';q=x,,=' }, 'en'],
  ] as const)('follows %s', (_name, wishes, expected) => {
    expect(languageOf(wishes)).toBe(expected);
  });

  it('is remembered by a cookie that scripts do not see', () => {
    const cookie = languageCookie('fr', { secure: true });
    expect(cookie).toMatch(/; HttpOnly; SameSite=Lax; Secure$/u);
    expect(languageOf({ cookie })).toBe('fr');
  });
});

describe('the headers', () => {
  it('admit one stylesheet and forms to ourselves, and forbid framing and storing', () => {
    const headers = pageHeaders('fr');
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/u,
    );
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'content-language': 'fr' });
  });

  it.each([
    ['https://app.example/back?x=1', 'https://app.example'],
    ['http://127.0.0.1:51234/cb', 'http://127.0.0.1:51234'],
    ['http://[::1]:51234/cb', 'http:'],
    ['org.example.app:/cb', 'org.example.app:'],
  ])('let a form lead back to %s', (redirectUri, source) => {
    expect(pageHeaders('en', redirectUri)['content-security-policy']).toContain(`form-action 'self' ${source};`);
  });
});
