import { isIPv6 } from 'node:net';

/** Where an address belongs, from the narrowest network that one party holds to wider ones. */
export interface Networks {
  /** The address itself, for IPv6 its /64: whoever has one has all of them. */
  home: string;
  /** The /48 around an IPv6 address, which is what a site gets. IPv4 addresses are too scarce to need it. */
  site?: string;
}

/** @param address as the socket or a trusted proxy names it */
export function networksOf(address: string): Networks {
  const bare = address.replace(/%.*$/s, '');
  if (!isIPv6(bare)) return { home: bare };
  const groups = groupsOf(bare);
  if (groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff') {
    return { home: dotted(groups[6] as string, groups[7] as string) };
  }
  return { home: `${groups.slice(0, 4).join(':')}::/64`, site: `${groups.slice(0, 3).join(':')}::/48` };
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  // The URL parser writes dotted ends as hexadecimal, and everything else in one way.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const [left, right] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const zeros = 8 - (left as string[]).length - (right as string[]).length;
  return [...(left as string[]), ...Array.from({ length: zeros }, () => '0'), ...(right as string[])];
}

function dotted(high: string, low: string): string {
  const bytes = Buffer.from(high.padStart(4, '0') + low.padStart(4, '0'), 'hex');
  return [...bytes].join('.');
}
