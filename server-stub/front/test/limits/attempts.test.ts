import { describe, expect, it } from 'vitest';
import { limitAttempts, type AttemptLimits } from '../../src/limits/attempts.ts';

/** Limits under a clock of the test's, with helpers for many attempts. */
function open(limits: AttemptLimits = {}) {
  let time = 1_800_000_000_000;
  const attempts = limitAttempts({ ...limits, now: () => time });
  return {
    ...attempts,
    pass: (seconds: number) => void (time += seconds * 1000),
    /** Fails as often as it is let, at most `most` times, each time as another client; says how often. */
    guess(address: string, most: number, clientId = (index: number): string | undefined => `guess-${index}`) {
      for (let index = 0; index < most; index += 1) {
        if (attempts.check(address, clientId(index)) > 0) return index;
        attempts.failed(address, clientId(index));
      }
      return most;
    },
  };
}

const stranger = '203.0.113.9';
const home = '198.51.100.4';

describe('A3 failures of an address', () => {
  it('may come 20 at once, and then one every three seconds', () => {
    const { guess, check, pass } = open();
    expect(guess(stranger, 100)).toBe(20);
    expect(check(stranger, 'any')).toBe(3);
    pass(2);
    expect(check(stranger, 'any')).toBe(1);
    pass(1);
    expect(guess(stranger, 100)).toBe(1);
    pass(60);
    expect(guess(stranger, 100)).toBe(20);
  });

  it('leave other addresses alone', () => {
    const { guess, check } = open();
    guess(stranger, 100);
    expect(check(home, 'desk')).toBe(0);
  });

  it('count for clients that are named in the body, and so not known yet, too', () => {
    const { guess } = open();
    expect(guess(stranger, 100, () => undefined)).toBe(20);
  });
});

describe('A3 failures of a client', () => {
  it('at one address never slow the client at another', () => {
    const { guess, check } = open();
    expect(guess(stranger, 100, () => 'desk')).toBe(10);
    expect(check(stranger, 'desk')).toBe(6);
    expect(check(home, 'desk')).toBe(0);
  });

  it('leave neighbours behind the same address their share', () => {
    const { guess, check, pass } = open();
    guess(home, 100, () => 'broken');
    for (let minute = 0; minute < 10; minute += 1) {
      pass(60);
      guess(home, 100, () => 'broken');
      expect(check(home, 'neighbour')).toBe(0);
    }
  });

  it('count whether it exists or not: nothing here can know', () => {
    const [one, other] = [open(), open()];
    expect(one.guess(stranger, 100, () => 'known')).toBe(other.guess(stranger, 100, () => 'no such'));
    expect(one.check(stranger, 'known')).toBe(other.check(stranger, 'no such'));
  });

  it('do not keep ids of any length', () => {
    const { failed, check } = open({ client: { burst: 1, interval: 60 } });
    failed(stranger, 'x'.repeat(300));
    expect(check(stranger, `${'x'.repeat(256)}y`)).toBe(60);
  });
});

describe('A3 the owner', () => {
  it('whoever succeeded from an address lately passes there, whatever is guessed beside them', () => {
    const { guess, check, succeeded, pass } = open();
    succeeded(home, 'desk');
    guess(home, 100);
    guess(home, 100, () => 'desk');
    expect(check(home, 'desk')).toBe(0);
    expect(check(home, 'another')).toBeGreaterThan(0);
    pass(3600);
    guess(home, 100);
    expect(check(home, 'desk')).toBeGreaterThan(0);
  });

  it('passes with the id in the body, which is not known before it is read', () => {
    const { guess, check, succeeded } = open();
    succeeded(home, 'desk');
    guess(home, 100, (index) => `guess-${index}`);
    expect(check(home, undefined)).toBe(0);
  });

  it('lends the exception to nobody: without budget a failure is to be answered as a refusal', () => {
    const { check, failed, guess, succeeded } = open();
    succeeded(home, 'desk');
    guess(home, 100);
    expect(check(home, 'desk')).toBe(0);
    expect(failed(home, 'desk')).toBe(3);
    expect(failed(home, 'no such')).toBe(3);
  });

  it('is not known elsewhere for it', () => {
    const { guess, check, succeeded } = open();
    succeeded(home, 'desk');
    guess(stranger, 100);
    expect(check(stranger, 'desk')).toBeGreaterThan(0);
  });
});

describe('A3 addresses of IPv6', () => {
  it('count by /64, and mapped IPv4 ones as IPv4', () => {
    const { guess, check } = open();
    guess('2001:db8:1:2::1', 100);
    expect(check('2001:db8:1:2:ffff::9', 'x')).toBeGreaterThan(0);
    expect(check('2001:db8:1:3::1', 'x')).toBe(0);
    guess(`::ffff:${stranger}`, 100);
    expect(check(stranger, 'x')).toBeGreaterThan(0);
    expect(check('::ffff:203.0.113.10', 'x')).toBe(0);
  });

  it('take part in the budget of their /48, so that one holder cannot fill the memory', () => {
    const { guess, check } = open();
    let guesses = 0;
    for (let subnet = 0; subnet < 5_000; subnet += 1) guesses += guess(`2001:db8:1:${subnet.toString(16)}::1`, 1);
    expect(guesses).toBe(200);
    expect(check('2001:db8:2::1', 'x')).toBe(0);
  });

  it.each(['fe80::1%eth0', '::1', '::', '2001:db8::1.2.3.4', 'not an address', ''])('may look like %j', (address) => {
    const { guess, check } = open();
    expect(guess(address, 100)).toBe(20);
    expect(check(address, 'x')).toBe(3);
  });
});

describe('A3 the memory', () => {
  it('is bounded: who fails from many addresses makes old failures forgotten, and no client unknown', () => {
    const { guess, check, failed, succeeded } = open({ max: 100 });
    succeeded(home, 'desk');
    guess(stranger, 100);
    for (let index = 0; index < 1_000; index += 1) failed(`192.0.${index >> 8}.${index & 255}`, 'x');
    expect(check(stranger, 'x')).toBe(0);
    guess(home, 100);
    expect(check(home, 'desk')).toBe(0);
  });
});
