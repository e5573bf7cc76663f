import { jwksMaxAge } from '@guichet/front';
import { readConfig } from '../config.ts';
import { listSigningKeys, retireSigningKey, rotateSigningKey } from '../credentials/key-rotation.ts';
import { integer, optionsOf, UsageError, type Command } from './command.ts';
import { withStore } from './with-store.ts';

/** Until the last replica has heard of a key, in seconds; the clocks of two machines may differ a little, too. */
const feedTime = 5;

/** The longest life of a token that any setting allows, in seconds: in production, and where people's are printed. */
const longestLife = { production: 3_600, development: 43_200 };

/** Longer than any verifier forgives, in seconds. */
const tolerance = 60;

export const rotateKeys: Command = {
  async run(args) {
    const options = optionsOf(args, {
      delay: { type: 'string' },
      keep: { type: 'string' },
      now: { type: 'boolean' },
      'revoke-old': { type: 'boolean' },
    });
    const revokeOld = options['revoke-old'] === true;
    if (revokeOld && options.now !== true) {
      throw new UsageError('--revoke-old leaves only the new key: add --now, so that it signs at once.');
    }
    if (options.now === true && options.delay !== undefined) throw new UsageError('Give --now or --delay, not both.');
    const life = readConfig().production ? longestLife.production : longestLife.development;
    const seconds = (name: 'delay' | 'keep', otherwise: number) => {
      const text = options[name];
      return text === undefined ? otherwise : integer(`--${name}`, text, 0, 604_800);
    };
    const delay = options.now === true ? 0 : seconds('delay', jwksMaxAge + feedTime);
    const keep = seconds('keep', life + tolerance);
    await withStore(async (db, peppers) => {
      const { kid, activatesAt } = await rotateSigningKey(db, peppers, { delay, keep, revokeOld });
      console.error(
        `Key ${kid} is published and signs from ${activatesAt.toISOString()} on. ` +
          (revokeOld
            ? 'All tokens of older keys are refused.'
            : `Tokens of the previous key are accepted for ${keep} s after that.`),
      );
    });
  },
};

export const listKeys: Command = {
  async run(args) {
    optionsOf(args, {});
    await withStore(async (db) => {
      for (const { kid, alg, state, activates_at, retires_at } of await listSigningKeys(db)) {
        const until = retires_at === null ? '' : ` until ${retires_at.toISOString()}`;
        console.log(`${kid}  ${alg}  ${state.padEnd(9)}  from ${activates_at.toISOString()}${until}`);
      }
    });
  },
};

export const retireKey: Command = {
  async run(args) {
    const { kid } = optionsOf(args, { kid: { type: 'string' } });
    if (kid === undefined) throw new UsageError('Which key? Add --kid ID; keys list shows them.');
    await withStore((db) => retireSigningKey(db, kid));
    console.error(`Key ${kid} is retired: its tokens are refused.`);
  },
};
