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

type Carry = (url: string, init: RequestInit) => Promise<unknown>;

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

export const signal = subject((url, init) => bare(url, { ...init, signal: new AbortController().signal }));

export const deadline = subject(async (url, init) => {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 30_000);
  timer.unref();
  const data = await bare(url, { ...init, signal: controller.signal });
  clearTimeout(timer);
  return data;
});
