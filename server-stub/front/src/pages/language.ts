import { identity } from '../../../../guichet.config.ts';

/** Languages that pages are written in. */
export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/** What a request says about the language of its person. */
export interface LanguageWishes {
  /** The parameter `ui_locales` (OpenID Connect Core 1.0 section 3.1.2.1): tags, the preferred first. */
  uiLocales?: string | undefined;
  /** The `Cookie` header: what was chosen before. */
  cookie?: string | undefined;
  /** The `Accept-Language` header. */
  acceptLanguage?: string | undefined;
}

/** The language of a page: what is asked for now, else what was chosen before, else the browser's, else English. */
export function languageOf({ uiLocales, cookie, acceptLanguage }: LanguageWishes): Language {
  return known(uiLocales?.split(' ')) ?? known([chosen(cookie)]) ?? known(preferred(acceptLanguage)) ?? 'en';
}

/** `Set-Cookie` that remembers a choice for a year. */
export function languageCookie(language: Language, { secure }: { secure: boolean }): string {
  return `${cookieName}=${language}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

const cookieName = `${identity.slug}_language`;
const chosenBefore = new RegExp(`(?:^|;\\s*)${cookieName}=([a-z]+)`, 'u');

const chosen = (cookie = '') => chosenBefore.exec(cookie)?.[1] ?? '';

/** The first of some language tags that pages are written in, whatever its region. */
function known(tags: readonly string[] | undefined): Language | undefined {
  for (const tag of tags ?? []) {
    const language = languages.find((one) => one === tag.toLowerCase().split('-')[0]);
    if (language) return language;
  }
  return undefined;
}

/** The tags of `Accept-Language` (RFC 9110 section 12.5.4), the preferred first. */
function preferred(header = ''): readonly string[] {
  return header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((text) => text.trim());
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
      return { tag, quality: Number(quality) || 0 };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}
