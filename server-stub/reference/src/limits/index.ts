import type { CallLimits } from '@guichet/front';
import type { Config } from '../config.ts';
import type { RateLimitRule } from '../settings/values.ts';
import { SharedRateLimits, type SharedRateLimitsOptions } from './shared-rate-limits.ts';

export interface Limits {
  calls: CallLimits;
  /** Begins to hear of other replicas. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** The limits of the settings. */
export function openLimits(
  { rateLimit, tokenRateLimit }: Pick<Config, 'rateLimit' | 'tokenRateLimit'>,
  options: SharedRateLimitsOptions,
): Limits {
  const shared = new SharedRateLimits(options);
  const limit = (name: string, rule: RateLimitRule | 'off') =>
    rule === 'off' ? undefined : shared.add({ name, ...rule });
  return {
    calls: { callers: limit('default', rateLimit), addresses: limit('address', tokenRateLimit) },
    start: () => shared.start(),
    close: () => shared.close(),
  };
}
