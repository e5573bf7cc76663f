import type { Log } from './logger.ts';
import { say } from './watch.ts';

/** A date of `Deprecation` (RFC 9745: `@` and seconds) or `Sunset` (RFC 8594: an HTTP date), as a day. */
function day(value: string): string | undefined {
  const ms = /^@-?\d+$/.test(value) ? Number(value.slice(1)) * 1000 : Date.parse(value);
  return Number.isNaN(ms) || Math.abs(ms) > 8.64e15 ? undefined : new Date(ms).toISOString().slice(0, 10);
}

const target = (link: string | null, rel: string): string | undefined =>
  link?.split(/,(?=\s*<)/).flatMap((part) => {
    const match = /^\s*<([^<>\s]+)>.*;\s*rel="?([^"]+)"?/.exec(part);
    return match?.[1] && match[2]?.split(' ').includes(rel) ? [match[1]] : [];
  })[0];

/** Says once for each operation that it is going away (RFC 9745, RFC 8594). */
export function warnOfDeprecation(log: Log, name: string, headers: Headers): void {
  const deprecation = headers.get('deprecation');
  const sunset = headers.get('sunset');
  const since = deprecation === null ? undefined : day(deprecation);
  const until = sunset === null ? undefined : day(sunset);
  const link = headers.get('link');
  const more = target(link, 'deprecation') ?? target(link, 'sunset') ?? target(link, 'successor-version');
  const parts = [
    deprecation === null ? '' : `is deprecated${since ? ` (${since})` : ''}`,
    sunset === null ? '' : `will stop working${until ? ` on ${until}` : ''}`,
  ];
  const said = parts.filter((part) => part !== '').join(' and ');
  const line = `${name} ${said}. ${more ? `See ${more}` : 'See the changelog of the API'}.`;
  say(() => log.warn?.(line, { operation: name, deprecation: since, sunset: until }));
}
