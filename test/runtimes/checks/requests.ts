import { type Checks, equal, pause } from '../check.ts';

/** Where what a request began ends with it, a client that lives longer than requests must not wait for what died. */
export const requests: Checks = {
  'C6 a renewal dies with the request that began it: the next call asks anew, and all that follow get an answer':
    async ({ self }) => {
      if (!self) return 'inapplicable';
      equal(await self('/renewal?token=first'), 'first');
      // Past its renewal point: it is handed out, and the request ends before the renewal does.
      await pause(3500);
      equal(await self('/renewal?token=dead&delay=1000'), 'first');
      await pause(700);
      equal([await self('/renewal?token=second'), await self('/renewal?token=third')], ['second', 'second']);
    },

  'C6 a request dies while others wait for its token: one of them asks': async ({ self }) => {
    if (!self) return 'inapplicable';
    const dead = self('/walk-away?token=dead&delay=1000');
    await pause(50);
    const waiting = [self('/waiting?token=alive'), self('/waiting?token=alive')];
    equal(await dead, 'gone');
    equal(await Promise.all(waiting), ['alive', 'alive']);
  },
};
