import { readFile } from 'node:fs/promises';
import { BlockList, isIP } from 'node:net';
import type { ServerOptions } from 'node:https';
import { certificateFromHeader, certificateOfConnection, type ClientCertificateReader } from '@guichet/front';
import { ConfigError, type Config } from './config.ts';

/**
 * The TLS options of the server, undefined for plain HTTP.
 *
 * @throws ConfigError when a file cannot be read
 */
export async function tlsOptions({ tls }: Pick<Config, 'tls'>): Promise<ServerOptions | undefined> {
  if (tls === undefined) return undefined;
  const [cert, key, ca] = await Promise.all([tls.cert, tls.key, tls.clientCa].map(read));
  return {
    cert,
    key,
    // Clients without a certificate may come; whether one is good is judged where a client authenticates by it.
    ...(ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: false }),
  };
}

/** Where the certificate of a client is found: in its connection or, behind a proxy, in a header of the proxy's. */
export function certificateReader(config: Pick<Config, 'tls' | 'certificateHeader' | 'trustProxy'>) {
  const { tls, certificateHeader, trustProxy } = config;
  if (certificateHeader !== undefined) return fromProxies(certificateHeader, trustProxy);
  return tls?.clientCa === undefined ? undefined : certificateOfConnection;
}

function fromProxies(header: string, proxies: readonly string[]): ClientCertificateReader {
  const trusted = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    trusted.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  const readHeader = certificateFromHeader(header, true);
  return (request) => {
    const { remoteAddress = '' } = request.socket;
    const family = isIP(remoteAddress) === 6 ? 'ipv6' : 'ipv4';
    return trusted.check(remoteAddress, family) ? readHeader(request) : undefined;
  };
}

async function read(path: string | undefined): Promise<string | undefined> {
  try {
    return path === undefined ? undefined : await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${path} cannot be read: ${(error as Error).message}. Check the path and its permissions.`);
  }
}
