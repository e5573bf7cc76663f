import { slug } from '../../../guichet.config.ts';
import { version } from './generated/connection.gen.ts';

/** The application that uses the SDK, for the platform's logs. */
export interface AppInfo {
  /** Such as `metropole-dashboard`. */
  name: string;
  /** Such as `1.2.0`. */
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
  const own = `${slug}-sdk/${version}${runtime && !runtime.includes(' ') ? ` ${runtime}` : ''}`;
  if (app === undefined) return own;
  for (const [part, form] of Object.entries({ name: token, version: token, url: comment })) {
    const value: unknown = app?.[part as keyof AppInfo];
    if (part !== 'name' && value === undefined) continue;
    if (typeof value !== 'string' || !form.test(value)) {
      throw new TypeError(
        `createClient: \`appInfo.${part}\` is not a word that a header can carry. Pass \`{ name: 'my-app', version: '1.2.0' }\`.`,
      );
    }
  }
  return `${app.name}${app.version === undefined ? '' : `/${app.version}`}${app.url === undefined ? '' : ` (+${app.url})`} ${own}`;
}
