/** GET and POST: CPU per call, as a multiple of bare fetch. */
import { type CallsPlan, measureCalls } from '../lib/calls.ts';
import type { Row } from '../lib/row.ts';
import type { Section } from '../lib/section.ts';
import { subjects } from '../lib/subject.ts';

const full: CallsPlan = { crews: 3, rounds: 5, passes: 5, calls: 300, warmup: 3000 };
const quick: CallsPlan = { crews: 1, rounds: 3, passes: 5, calls: 100, warmup: 1000 };

const section =
  (call: 'get' | 'post', title: string, must: number): Section =>
  async (options) => {
    const entries = subjects.filter(({ kind, calls }) => calls.includes(call) && (kind !== 'peer' || options.peers));
    const ratios = await measureCalls(call, entries, options.quick ? quick : full, options.note);
    const row = (id: string): Pick<Row, 'ours' | 'spread'> => {
      const { median, p25, p75 } = ratios.get(id)!;
      return { ours: median, spread: [p25, p75] };
    };
    const peers = entries.filter(({ kind }) => kind === 'peer');
    const beside = Object.fromEntries(peers.map(({ id, title: name }) => [name, ratios.get(id)!.median]));
    const others = entries.filter(({ id, kind }) => id !== 'ours' && (kind === 'ours' || kind === 'limit'));
    return [
      { id: call, title: `${title} / bare fetch`, unit: 'x', must, ...row('ours'), beside },
      ...others.map(({ id, title: name }): Row => ({
        id: `${call} ${id}`,
        title: `- the same, ${name}`,
        unit: 'x',
        ...row(id),
        beside: {},
      })),
    ];
  };

export const get = section('get', 'GET typed call with token, retry, deadlines', 1.15);
export const post = section('post', 'POST of JSON', 1.35);
