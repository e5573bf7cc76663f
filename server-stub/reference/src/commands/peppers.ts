import { listPepperUse, resealAll } from '../credentials/pepper-use.ts';
import { optionsOf, type Command } from './command.ts';
import { withStore } from './with-store.ts';

export const listPeppers: Command = {
  async run(args) {
    const { json = false } = optionsOf(args, { json: { type: 'boolean' } });
    await withStore(async (db, peppers) => {
      const uses = await listPepperUse(db, peppers);
      if (json) {
        console.log(JSON.stringify(uses, null, 2));
        return;
      }
      for (const { version, configured, current, ...counts } of uses) {
        const needed = Object.entries(counts).filter(([, count]) => count > 0);
        const state = current ? 'current' : configured ? 'older' : 'missing';
        const list = needed.map(([name, count]) => `${count} ${name.replace('_', ' ')}`).join(', ');
        const otherwise = current ? 'nothing yet' : 'nothing: it can be removed';
        console.log([`pepper ${version}`, state.padEnd(7), list === '' ? otherwise : list].join('\t'));
      }
    });
  },
};

export const resealPeppers: Command = {
  async run(args) {
    optionsOf(args, {});
    await withStore(async (db, peppers) => {
      const { signingKeys, passwords } = await resealAll(db, peppers);
      console.error(
        `${signingKeys} signing keys and ${passwords} passwords are now under pepper ${peppers.version}. ` +
          'Secrets and sign-ins follow when they are used; peppers list shows what is left.',
      );
    });
  },
};
