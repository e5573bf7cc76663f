/** fetch as the platform has it, and what each thing costs that a client must add to it. */
import { values } from '../lib/answers.ts';
import type { OpenSubject } from '../lib/subject.ts';

const token = `Bearer ${'a'.repeat(600)}`;
const post = () => ({
  method: 'POST',
  headers: { authorization: token, 'content-type': 'application/json' },
  body: JSON.stringify({ valeurs: values }),
});
const get = () => ({ headers: { authorization: token } });

interface Init extends RequestInit {
  headers: Record<string, string>;
}
type Carry = (url: string, init: Init) => Promise<unknown>;

const subject =
  (carry: Carry): OpenSubject =>
  (baseUrl) => ({
    get: (n) => carry(`${baseUrl}/api/v1/collectivites/${n}`, get()),
    post: () => carry(`${baseUrl}/api/v1/indicateurs/valeurs`, post()),
  });

const bare: Carry = async (url, init) => {
  const response = await fetch(url, init);
  return response.json();
};

export default subject(bare);

export const again = subject(bare);

/** What ours says of itself and of the answer that it wants, and the key under which a write may be repeated. */
const withHeaders =
  (carry: Carry): Carry =>
  (url, { headers, ...init }) =>
    carry(url, {
      ...init,
      headers: {
        accept: 'application/json, */*;q=0.5',
        'user-agent': 'bench-sdk/0.1.0 Node.js/24',
        ...headers,
        ...(init.method === 'POST' && { 'idempotency-key': crypto.randomUUID() }),
      },
    });

const withSignal =
  (carry: Carry): Carry =>
  (url, init) =>
    carry(url, { ...init, signal: new AbortController().signal });

const withDeadline =
  (carry: Carry): Carry =>
  async (url, init) => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), 30_000);
    timer.unref();
    const data = await carry(url, { ...init, signal: controller.signal });
    clearTimeout(timer);
    return data;
  };

export const headers = subject(withHeaders(bare));

export const signal = subject(withSignal(bare));

export const deadline = subject(withDeadline(bare));

export const all = subject(withHeaders(withDeadline(bare)));
