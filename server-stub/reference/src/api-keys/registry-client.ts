import { readChanges, readValidation, type KeyChanges, type KeyGrant } from './answers.ts';
import { RegistryError } from './errors.ts';
import type { OwnToken } from './own-token.ts';

export interface RegistryOptions {
  /** Where the registry is, without a slash at the end. */
  url: string;
  token: OwnToken;
  /** How long a question about one key may take, in ms. Default 1000. */
  validationDeadline?: number;
  /** How long a run of changes may take, in ms. Default 3000. */
  changesDeadline?: number;
  /** The most that is read of a run of changes, in bytes. Default 4194304. */
  changesSize?: number;
}

/** A key has at most 50 scopes and 1000 resources of 100 characters. */
const validationSize = 262_144;

/**
 * The registry over HTTP, which is all that is known of it. Each question has a deadline that covers the whole answer;
 * no redirect is followed, as the token must not go elsewhere; and no more is read than can be meant.
 *
 * All methods throw {RegistryError} when there is no answer that counts.
 */
export class RegistryClient {
  readonly #options: Required<RegistryOptions>;
  readonly #closing = new AbortController();

  constructor(options: RegistryOptions) {
    this.#options = { validationDeadline: 1_000, changesDeadline: 3_000, changesSize: 4_194_304, ...options };
  }

  /** @returns what the key opens now, undefined when it opens nothing */
  async validate(key: string): Promise<KeyGrant | undefined> {
    const body = await this.#ask('/api-keys/validate', {
      method: 'POST',
      deadline: this.#options.validationDeadline,
      size: validationSize,
      body: JSON.stringify({ api_key: key }),
    });
    return readValidation(body);
  }

  /** The changes after a sequence, at most `limit` (1 to 1000) of them. */
  async changes(after: number, limit: number): Promise<KeyChanges> {
    const body = await this.#ask(`/api-keys/changes?after=${after}&limit=${limit}`, {
      method: 'GET',
      deadline: this.#options.changesDeadline,
      size: this.#options.changesSize,
    });
    return readChanges(body, after, limit);
  }

  /** Ends what is under way. */
  close(): void {
    this.#closing.abort();
  }

  async #ask(path: string, question: Question): Promise<unknown> {
    const { token } = this.#options;
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(question.deadline)]);
    const bearer = await token.get();
    const first = await this.#send(path, question, bearer, signal);
    if (first.status !== 401 || !(await token.refused(bearer))) return read(first, question.size);
    await discard(first);
    return read(await this.#send(path, question, await token.get(), signal), question.size);
  }

  #send(path: string, { method, body }: Question, bearer: string, signal: AbortSignal): Promise<Response> {
    return inTime(
      fetch(this.#options.url + path, {
        method,
        redirect: 'manual',
        signal,
        headers: {
          accept: 'application/json',
          // No honest answer is small and unfolds into a large one.
          'accept-encoding': 'identity',
          authorization: `Bearer ${bearer}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
      }),
    );
  }
}

interface Question {
  method: 'GET' | 'POST';
  /** In ms, for the whole answer. */
  deadline: number;
  /** The most that is read, in bytes. */
  size: number;
  body?: string;
}

async function read(response: Response, size: number): Promise<unknown> {
  const { status } = response;
  if (status !== 200) {
    await discard(response);
    throw new RegistryError('status', `It answered ${status}${advice[status] ?? '.'}`);
  }
  if (!/^application\/json\b/iu.test(response.headers.get('content-type') ?? '')) {
    await discard(response);
    throw new RegistryError('shape', 'Its answer is not JSON.');
  }
  const text = await inTime(textOf(response, size));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Without the parser's message, which quotes what it read.
    throw new RegistryError('shape', 'Its answer is not JSON.');
  }
}

const advice: Readonly<Record<number, string>> = {
  401: ' to our own token: does it know the issuer and the audience of this server?',
  403: ' to our own token: does it want another scope than api-keys.validate?',
};

async function textOf(response: Response, size: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > size) throw new RegistryError('size', `Its answer is longer than ${size} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Frees the connection of an answer that nobody reads. */
const discard = (response: Response): Promise<void> => response.body?.cancel().catch(() => {}) ?? Promise.resolve();

async function inTime<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    const { name, cause } = error as Error;
    const late = name === 'TimeoutError' || name === 'AbortError';
    const code = (cause as { code?: unknown } | undefined)?.code;
    const why = late ? 'It did not answer in time.' : `It cannot be reached (${String(code ?? name)}).`;
    throw new RegistryError('unreachable', why, { cause: error });
  }
}
