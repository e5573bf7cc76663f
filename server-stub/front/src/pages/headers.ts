import { createHash } from 'node:crypto';
import type { Language } from './language.ts';
import { stylesheet } from './stylesheet.ts';

const styleHash = `'sha256-${createHash('sha256').update(stylesheet).digest('base64')}'`;

/**
 * The headers of a page. Its policy admits one stylesheet by its hash, and nothing else: no script, image, frame or
 * other origin. It may not be framed, so that nobody lays it under another page's buttons.
 *
 * @param redirectUri - where the person is sent back to the application. Chromium holds `form-action` also against the
 *   redirects that follow a form, so that pages of an authorization must name it.
 */
export function pageHeaders(language: Language, redirectUri?: string): Record<string, string> {
  const formAction = ["'self'", ...(redirectUri === undefined ? [] : [sourceOf(redirectUri)])].join(' ');
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    'content-security-policy':
      `default-src 'none'; style-src ${styleHash}; form-action ${formAction}; ` +
      "frame-ancestors 'none'; base-uri 'none'",
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    // Not no-referrer: browsers would then send `Origin: null` with our own forms.
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

/** A source expression (CSP level 3 section 2.3.1) for a redirect URI: as narrow as the syntax allows. */
function sourceOf(redirectUri: string): string {
  const { protocol, host, hostname } = new URL(redirectUri);
  // It has no words for an IPv6 address, and an application's own scheme has no host.
  const narrow = /^https?:$/u.test(protocol) && !hostname.startsWith('[');
  return narrow ? `${protocol}//${host}` : protocol;
}
