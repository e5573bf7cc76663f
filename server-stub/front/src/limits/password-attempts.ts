import type { Attempts } from './attempts.ts';
import { FailureBudgets, type FailureBudget } from './failure-budgets.ts';
import { networksOf } from './networks.ts';

export interface PasswordLimits {
  /**
   * Failures of one login at one address, even where it signed in recently. Default 20 at once, and one more every 30
   * seconds.
   */
  login?: FailureBudget;
  /** Passwords that may be checked at once for one login, and for one address (IPv6: one /64). Default 2. */
  underWay?: number;
  /** The most logins at addresses that are kept. Default 20000. */
  max?: number;
  /** Milliseconds since 1970. Default the clock. */
  now?: () => number;
}

/** An attempt to sign in that may go on; it ends in one of these ways. */
export interface PasswordAttempt {
  /** The password was right: the login has its whole budget at this address again. */
  succeeded(): void;
  /** @returns seconds to wait when there was no budget for it: answer as if it had been refused. 0: answer the error */
  failed(): number;
  /** The password was not checked: nothing counts. */
  abandoned(): void;
}

/**
 * Limits guesses at passwords. Unlike the secrets of clients they can be guessed, and checking one costs half a second
 * of a core. So besides `attempts`, from which a known login is exempt, each login has a budget at each address that
 * only a success restores; it is taken before the password is checked, so that parallel attempts get no more. And
 * nobody takes more than a share of the checks under way.
 *
 * @returns begins an attempt; undefined when it is refused, and the password is not to be looked at
 */
export function limitPasswords(attempts: Attempts, limits: PasswordLimits = {}) {
  const { underWay: most = 2, max = 20_000, now = Date.now } = limits;
  const budgets = new FailureBudgets(limits.login ?? { burst: 20, interval: 30 }, max, now);
  // No larger than what is being checked right now.
  const underWay = new Map<string, number>();

  return (address: string, login: string): PasswordAttempt | undefined => {
    const key = loginKey(login);
    const { home } = networksOf(address);
    const pair = `${home} ${key}`;
    const shares = [home, key];
    if (attempts.check(address, key) > 0 || budgets.wait(pair) > 0) return undefined;
    if (shares.some((share) => (underWay.get(share) ?? 0) >= most)) return undefined;
    budgets.count(pair);
    for (const share of shares) underWay.set(share, (underWay.get(share) ?? 0) + 1);

    function end(): void {
      for (const share of shares) {
        const left = (underWay.get(share) ?? 0) - 1;
        if (left > 0) underWay.set(share, left);
        else underWay.delete(share);
      }
    }
    return {
      succeeded() {
        end();
        budgets.clear(pair);
        attempts.succeeded(address, key);
      },
      failed() {
        end();
        return attempts.failed(address, key);
      },
      abandoned() {
        end();
        budgets.forgive(pair);
      },
    };
  };
}

/** What attempts of people are counted by, beside their address. No client id has a line break; no login is so long. */
const loginKey = (login: string): string => `login\n${login.slice(0, 250)}`;
