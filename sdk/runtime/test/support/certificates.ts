import { type SelfsignedOptions, generate } from 'selfsigned';

export interface Identity {
  cert: string;
  key: string;
}

const day = 24 * 60 * 60 * 1000;
const common = { keyType: 'ec', algorithm: 'sha256' } as const;

/** A private authority, which no machine knows. */
export async function openAuthority(): Promise<
  Identity & { issue: (given?: Partial<SelfsignedOptions>) => Promise<Identity> }
> {
  const root = await generate([{ name: 'commonName', value: 'Test authority' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const authority = { cert: root.cert, key: root.private };
  return { ...authority, issue: (given) => issue({ ca: authority, ...given }) };
}

/** A certificate for loopback; without `ca` it signs itself. */
export async function issue(given: Partial<SelfsignedOptions> = {}, name = 'localhost'): Promise<Identity> {
  const issued = await generate([{ name: 'commonName', value: name }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: name },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
    ...given,
  });
  return { cert: issued.cert, key: issued.private };
}

/** A period that ended yesterday. */
export const expired = () => ({
  notBeforeDate: new Date(Date.now() - 10 * day),
  notAfterDate: new Date(Date.now() - day),
});
