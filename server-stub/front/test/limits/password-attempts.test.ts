import { describe, expect, it } from 'vitest';
import { limitAttempts } from '../../src/limits/attempts.ts';
import { limitPasswords, type PasswordAttempt } from '../../src/limits/password-attempts.ts';

const [home, elsewhere] = ['198.51.100.4', '203.0.113.9'];

/** Under a clock of the test's; what is beside the passwords' own limits has room for all. */
function open() {
  let time = 1_800_000_000_000;
  const now = () => time;
  const room = { burst: 1_000, interval: 1 };
  const begin = limitPasswords(limitAttempts({ address: room, client: room, now }), { now });
  return {
    begin,
    pass: (seconds: number) => void (time += seconds * 1000),
    /** Fails as often as it is let; says how often. */
    guess(address: string, login: string, most = 100) {
      for (let count = 0; count < most; count += 1) {
        const attempt = begin(address, login);
        if (!attempt) return count;
        attempt.failed();
      }
      return most;
    },
  };
}

describe('A3 guesses at the password of a login at an address', () => {
  it('may be 20 at once, and one more every 30 seconds, also where the login is known', () => {
    const { begin, guess, pass } = open();
    begin(home, 'lea')?.succeeded();
    expect(guess(home, 'lea')).toBe(20);
    pass(29);
    expect(guess(home, 'lea')).toBe(0);
    pass(1);
    expect(guess(home, 'lea')).toBe(1);
    expect(guess(home, 'sam', 1)).toBe(1);
    expect(guess(elsewhere, 'lea', 1)).toBe(1);
  });

  it('are forgotten when the owner signs in, and do not count when nothing was checked', () => {
    const { begin, guess } = open();
    guess(home, 'lea', 19);
    begin(home, 'lea')?.abandoned();
    begin(home, 'lea')?.succeeded();
    expect(guess(home, 'lea', 19)).toBe(19);
    begin(home, 'lea')?.abandoned();
    expect(guess(home, 'lea')).toBe(1);
  });
});

describe('A3 checks of passwords under way', () => {
  it.each<[string, (index: number) => readonly [string, string]]>([
    ['address', (index: number) => [home, `login-${index}`]],
    ['login', (index: number) => [`192.0.2.${index}`, 'lea']],
    ['IPv6 /64', (index: number) => [`2001:db8::${index}`, `login-${index}`]],
  ])('are two at a time of one %s, however they end', (_, who) => {
    const { begin } = open();
    const ends = ['succeeded', 'failed', 'abandoned'] as const;
    for (const end of ends) {
      const under = [begin(...who(1)), begin(...who(2))] as PasswordAttempt[];
      expect(under.every(Boolean)).toBe(true);
      expect(begin(...who(3))).toBeUndefined();
      under[0]?.[end]();
      const third = begin(...who(3));
      expect(third).toBeDefined();
      third?.[end]();
      under[1]?.[end]();
    }
  });

  it('leave others alone', () => {
    const { begin } = open();
    begin(home, 'lea');
    begin(home, 'lea');
    expect(begin(elsewhere, 'sam')).toBeDefined();
  });
});
