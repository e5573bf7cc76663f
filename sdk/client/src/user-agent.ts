import { identity } from '../../../guichet.config.ts';
import { version } from './generated/connection.gen.ts';

/** The application that uses the SDK, for the platform's logs. */
export interface AppInfo {
  /** Such as `metropole-dashboard`. */
  name: string;
  version?: string | undefined;
  /** Where to reach those who run it. */
  url?: string | undefined;
}

const token = /^[\w!#$%&'*+.^`|~-]+$/;
const comment = /^[\x21-\x27\x2a-\x5b\x5d-\x7e]+$/;

/**
 * The `User-Agent` field (RFC 9110 section 10.1.5): application, SDK, runtime.
 *
 * @throws TypeError where a part has characters that the field may not have
 */
export function userAgent(app: AppInfo | undefined): string {
  const runtime = globalThis.navigator?.userAgent;
  const own = `${identity.slug}-sdk/${version}${runtime && !runtime.includes(' ') ? ` ${runtime}` : ''}`;
  if (app === undefined) return own;
  const fits =
    token.test(app?.name) &&
    (app.version === undefined || token.test(app.version)) &&
    (app.url === undefined || comment.test(app.url));
  if (!fits) {
    throw new TypeError(
      "createClient: `appInfo` has characters that a header may not have. Pass `{ name: 'my-app', version: '1.2.0', url: 'https://my-app.example' }`.",
    );
  }
  return `${app.name}${app.version === undefined ? '' : `/${app.version}`}${app.url === undefined ? '' : ` (+${app.url})`} ${own}`;
}
