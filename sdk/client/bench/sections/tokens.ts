/** How often clients ask for a token: when they have none, when theirs has ended, and when it is refused. */
import { openChild } from '../../../../scripts/lib/child.ts';
import type { Row } from '../lib/row.ts';
import type { Section } from '../lib/section.ts';
import { tokenSubjects } from '../lib/subject.ts';
import { type TokenApi, openTokenApi } from '../lib/token-api.ts';
import type { Order, Outcome } from '../lib/token-process.ts';

const calls = 1000;

/** The states of the token in which all calls come at once. */
const states = {
  cold: { title: 'none at hand', prepare: () => ({}) },
  expiring: { title: 'its time over', prepare: () => ({ forward: 3_601_000 }) },
  revoked: {
    title: 'revoked, 401s over 2 s',
    prepare: (api: TokenApi) => {
      api.revoke();
      return {};
    },
  },
} as const;
type State = keyof typeof states;

async function measure(id: string, state: State): Promise<{ requests: number; failed: number }> {
  const api = await openTokenApi();
  try {
    const child = await openChild(new URL('../lib/token-process.ts', import.meta.url), [id, api.url]);
    try {
      const ask = (order: Order) => child.ask(order) as Promise<Outcome>;
      if (state !== 'cold') await ask({ calls: 1 });
      const prepared = states[state].prepare(api);
      api.takeCount();
      const { failed } = await ask({ calls, ...prepared });
      return { requests: api.takeCount(), failed };
    } finally {
      await child.close();
    }
  } finally {
    await api.close();
  }
}

export const tokens: Section = async ({ peers, note }) => {
  const rows: Row[] = [];
  for (const state of Object.keys(states) as State[]) {
    const beside: Row['beside'] = {};
    let ours: number | string | undefined;
    for (const { id, title, kind } of tokenSubjects.filter((subject) => peers || subject.kind === 'ours')) {
      note(`tokens: ${state}, ${title}`);
      const { requests, failed } = await measure(id, state);
      const cell = failed > 0 ? `${requests} (${failed} calls failed)` : requests;
      if (kind === 'ours') ours = cell;
      else beside[title] = cell;
    }
    const title = `token requests of ${calls.toLocaleString('en')} calls at once, token: ${states[state].title}`;
    rows.push({ id: `tokens ${state}`, title, unit: '', must: 1, ours, beside });
  }
  return rows;
};
