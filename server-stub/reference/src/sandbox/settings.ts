import { identity } from '../../../../guichet.config.ts';
import { ConfigError, readConfig, type Config } from '../config.ts';
import { fleetingPepper } from '../credentials/pepper-file.ts';
import { generateSecret, looksLikeSecret } from '../credentials/secret.ts';

/** What a program presents to get tokens. */
export interface SandboxCredential {
  clientId: string;
  clientSecret: string;
}

export interface SandboxSettings {
  config: Config;
  credential: SandboxCredential;
}

const { envPrefix, secretPrefix, slug } = identity;

/**
 * The settings of a sandbox: those of the server, in memory, for test credentials. Its credential comes from the
 * variables in which programs find theirs, so that a pipeline can choose it; what is not set is made anew.
 *
 * @throws ConfigError when the environment is that of a server with real data, or the credential is not one of the sandbox
 */
export function readSandboxSettings(env: NodeJS.ProcessEnv = process.env): SandboxSettings {
  const wrong: string[] = [];
  if (env['NODE_ENV'] === 'production') {
    wrong.push(
      'NODE_ENV is production, and a sandbox forgets everything when it ends. Unset it here; for a sandbox that lasts, ' +
        `run the server without --sandbox, with ${envPrefix}ENVIRONMENT=test and a database of its own.`,
    );
  }
  if (env['DATABASE_URL']) {
    wrong.push('DATABASE_URL is set, and a sandbox keeps its data in memory. Unset it here, or run without --sandbox.');
  }
  const { clientId, clientSecret } = given(env);
  if (clientId !== undefined && !/^[\w.-]{3,64}$/u.test(clientId)) {
    wrong.push(`${envPrefix}CLIENT_ID must have 3 to 64 letters, digits, "_", "-" or ".". Unset it to get one.`);
  }
  if (clientSecret !== undefined) wrong.push(...refusalsOf(clientSecret));
  if (wrong.length > 0) throw new ConfigError(wrong.join('\n'));

  const config = readConfig(env);
  return {
    config: {
      ...config,
      database: { kind: 'memory' },
      environment: 'test',
      peppers: [fleetingPepper()],
      // The start state is seeded once and loaded from then on.
      seed: false,
      // Its output is what programs need; requests are logged where somebody asks for it.
      logLevel: env[`${envPrefix}LOG_LEVEL`] ? config.logLevel : 'warn',
    },
    credential: {
      clientId: clientId ?? `${slug}-sandbox`,
      clientSecret: clientSecret ?? generateSecret('test').value,
    },
  };
}

const given = (env: NodeJS.ProcessEnv) => ({
  clientId: env[`${envPrefix}CLIENT_ID`] || undefined,
  clientSecret: env[`${envPrefix}CLIENT_SECRET`] || undefined,
});

/** The value itself is not repeated: it may be the secret of something real. */
function refusalsOf(secret: string): string[] {
  const name = `${envPrefix}CLIENT_SECRET`;
  if (secret.startsWith(`${secretPrefix}live_`)) {
    return [`${name} opens real data: a sandbox does not accept it. Unset it to get a secret of the sandbox.`];
  }
  if (!secret.startsWith(`${secretPrefix}test_`) || !looksLikeSecret(secret)) {
    return [
      `${name} is not a sandbox secret (${secretPrefix}test_..., with its checksum), or it was cut short. ` +
        'Unset it, and use the one that is printed.',
    ];
  }
  return [];
}
