import { tooManyFailures, type Attempts, type Principal, type TokenAuthority } from '@guichet/front';
import { serves, type ServedEnvironment } from '../credentials/environment.ts';
import { digestApiKey, looksLikeApiKey } from '../secrets/api-key.ts';
import type { KeyGrant } from './answers.ts';
import type { KeyDirectory, KeysState } from './directory.ts';
import { OwnToken } from './own-token.ts';
import { RegistryClient } from './registry-client.ts';
import { SynchronizedKeys } from './synchronized-keys.ts';
import { ValidationService } from './validation-service.ts';

/** How keys are checked: by a copy of the valid ones, or by asking the registry about each. */
export type RegistryMode = 'synchronized' | 'service';

export interface ApiKeysOptions {
  /** Where the registry is, without a slash at the end. Undefined: no key is valid. */
  url: string | undefined;
  mode: RegistryMode;
  /** How old the copy of the valid keys may be, in seconds. */
  staleness: number;
  /** Keys of another environment are refused as unknown ones are. */
  served: ServedEnvironment;
  /** Issues the server's own token for the registry. */
  tokens: Pick<TokenAuthority, 'issueToken'>;
  /** Limits invalid keys by address. Default no limit. */
  attempts?: Attempts | undefined;
  /** Told, once for each outage, why the registry cannot be followed; and told undefined when it can again. */
  report?: (error: unknown) => void;
}

export interface ApiKeys {
  /**
   * Who calls with a key. Nobody can tell unknown, revoked, expired and malformed ones apart (A1).
   *
   * @param address - of the caller, by which failures are limited
   * @returns undefined when the key opens nothing here
   * @throws {ProblemError} 503 when that cannot be known, 429 when too many failures come from the address
   */
  authenticate(key: string, address: string): Promise<Principal | undefined>;
  /** `off` without a registry. */
  readonly state: KeysState | 'off';
  /**
   * Whether requests should come, as far as keys go: not before they can be checked, so that a new replica does not refuse
   * what the others take. After half a minute without the registry they should: the others cannot check keys either then.
   */
  readonly hasStarted: boolean;
  close(): Promise<void>;
}

/** Takes the API keys that the registry issues. It is another system: all that is known of it comes over HTTP. */
export function openApiKeys(options: ApiKeysOptions): ApiKeys {
  const { served, attempts } = options;
  const directory = directoryOf(options);
  const startedBy = performance.now() + 30_000;

  async function grantOf(key: string, hash: string, address: string): Promise<KeyGrant | undefined> {
    // Form and checksum first: what is not a key costs nobody anything.
    if (directory === undefined || !looksLikeApiKey(key)) return undefined;
    const beforeAsking = () => {
      const seconds = attempts?.check(address, hash) ?? 0;
      if (seconds > 0) throw tooManyFailures(seconds);
    };
    const grant = await directory.find({ value: key, hash, beforeAsking });
    return grant && serves(served, grant.environment) ? grant : undefined;
  }

  return {
    async authenticate(key, address) {
      const hash = digestApiKey(key);
      const grant = await grantOf(key, hash, address);
      if (grant !== undefined) return principalOf(grant);
      // Without a registry there is nothing to guess.
      const seconds = directory === undefined ? 0 : (attempts?.failed(address, hash) ?? 0);
      if (seconds > 0) throw tooManyFailures(seconds);
      return undefined;
    },
    get state() {
      return directory?.state ?? 'off';
    },
    get hasStarted() {
      return directory?.state !== 'starting' || performance.now() > startedBy;
    },
    close: async () => directory?.close(),
  };
}

function directoryOf({ url, mode, staleness, tokens, report }: ApiKeysOptions): KeyDirectory | undefined {
  if (url === undefined) return undefined;
  const registry = new RegistryClient({ url, token: new OwnToken(tokens) });
  if (mode === 'service') return new ValidationService(registry);
  return new SynchronizedKeys(registry, { staleness: staleness * 1000, ...(report ? { report } : {}) });
}

/** A client has no person behind it: what it may do is what the registry says, and there are no roles to narrow it. */
function principalOf({ clientId, scopes, resources, environment }: KeyGrant): Principal {
  return {
    kind: 'apiKey',
    subject: clientId,
    clientId,
    scopes: new Set(scopes),
    resources,
    claims: { environment },
  };
}
