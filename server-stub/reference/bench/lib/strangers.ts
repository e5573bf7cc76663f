import { randomInt } from 'node:crypto';
import { createCredentials, type Credential } from './credentials.ts';
import type { BenchDatabase } from './database.ts';
import type { ServerProcess } from './servers.ts';

/** All whom the token endpoint must refuse alike (A1). */
export const refusedKinds = ['unknown', 'wrong secret', 'revoked', 'expired', 'suspended'] as const;
export type RefusedKind = (typeof refusedKinds)[number];

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const random = (length: number) => Array.from({ length }, () => digits[randomInt(digits.length)]).join('');

/** As many clients of each kind, with the secret that each would send. An unknown one is another each time. */
export async function createRefused(
  server: ServerProcess,
  database: BenchDatabase,
  count: number,
): Promise<Record<RefusedKind, () => Credential>> {
  const owner = await server.personToken('lea');
  const change = async (assignment: string) => {
    const credentials = await createCredentials(server, owner, count);
    const ids = credentials.map(({ client_id }) => client_id);
    await database.query(`update credential set ${assignment} where client_id = any($1)`, [ids]);
    return () => credentials[randomInt(count)]!;
  };
  const known = await change('name = name');
  return {
    unknown: () => ({ client_id: `cl_${random(12)}`, client_secret: otherSecret(known().client_secret) }),
    'wrong secret': () => {
      const { client_id, client_secret } = known();
      return { client_id, client_secret: otherSecret(client_secret) };
    },
    revoked: await change('revoked_at = now()'),
    expired: await change(`expires_at = now() - interval '1 day'`),
    suspended: await change('suspended_at = now()'),
  };
}

/** As long as the right one. */
const otherSecret = (secret: string) => `${secret.slice(0, -49)}${random(49)}`;
