import { LRUCache } from 'lru-cache';
import { FailureBudgets, type FailureBudget } from './failure-budgets.ts';
import { networksOf } from './networks.ts';

export interface AttemptLimits {
  /** Failures of one address (IPv6: of one /64). Default 20 at once, and one more every 3 seconds. */
  address?: FailureBudget;
  /** Failures of one client id from one address. Default 10 at once, and one more every 6 seconds. */
  client?: FailureBudget;
  /** Failures of an IPv6 /48. Default 200 at once, and one more every 0.3 seconds. */
  site?: FailureBudget;
  /** Seconds for which a client that succeeded from an address is known there. Default 3600. */
  memory?: number;
  /** The most entries that are kept of each kind. Default 20000. */
  max?: number;
  /** Milliseconds since 1970. Default the clock. */
  now?: () => number;
}

/**
 * Limits failed attempts to authenticate (A3). Only failures count. They count against the address, and against the
 * client id at that address: a stranger's guesses slow nobody elsewhere, and one job with an old secret leaves its
 * neighbours behind the same address their share. A client that succeeded from an address lately is let through there
 * whatever others do, so that guesses from its own network do not lock it out.
 *
 * Nothing here asks whether a client exists, and so no answer tells (A1).
 */
export interface Attempts {
  /**
   * Before the attempt.
   *
   * @param address of the peer, or what a trusted proxy says of it
   * @param clientId as it was sent, undefined where it is not known yet
   * @returns seconds to wait, 0 when it may go on
   */
  check(address: string, clientId: string | undefined): number;
  /**
   * After one that failed: wrong credentials, not a malformed request.
   *
   * @returns seconds to wait when there was no budget for it (the attempt came through by the exception for clients
   *   that are known here): answer as if `check` had refused. 0: answer the error.
   */
  failed(address: string, clientId: string | undefined): number;
  /** After one that succeeded: the client is known at this address from now on. */
  succeeded(address: string, clientId: string): void;
}

/** Limits attempts, in the memory of this process: each replica has its own counts. */
export function limitAttempts(limits: AttemptLimits = {}): Attempts {
  const { memory = 3600, max = 20_000, now = Date.now } = limits;
  const addresses = new FailureBudgets(limits.address ?? { burst: 20, interval: 3 }, max, now);
  const clients = new FailureBudgets(limits.client ?? { burst: 10, interval: 6 }, max, now);
  const sites = new FailureBudgets(limits.site ?? { burst: 200, interval: 0.3 }, max, now);
  // Apart from the failures, of which strangers can make as many as they like: these take a correct secret.
  const known = new LRUCache<string, number>({ max });

  const isKnown = (key: string) => (known.get(key) ?? 0) > now();

  function wait(address: string, clientId: string | undefined): number {
    const { home, site } = networksOf(address);
    return Math.max(
      addresses.wait(home),
      site === undefined ? 0 : sites.wait(site),
      clientId === undefined ? 0 : clients.wait(pair(home, clientId)),
    );
  }

  return {
    check(address, clientId) {
      const { home } = networksOf(address);
      // Without an id yet, an address with some known client is let through: it may be that one.
      if (isKnown(clientId === undefined ? home : pair(home, clientId))) return 0;
      return wait(address, clientId);
    },
    failed(address, clientId) {
      const seconds = wait(address, clientId);
      if (seconds > 0) return seconds;
      const { home, site } = networksOf(address);
      addresses.count(home);
      if (site !== undefined) sites.count(site);
      if (clientId !== undefined) clients.count(pair(home, clientId));
      return 0;
    },
    succeeded(address, clientId) {
      const { home } = networksOf(address);
      const until = now() + memory * 1000;
      known.set(home, until);
      known.set(pair(home, clientId), until);
    },
  };
}

/** Ids of clients are at most 256 characters long; a longer one is nobody's, and not worth the memory. */
const pair = (home: string, clientId: string) => `${home} ${clientId.slice(0, 256)}`;
