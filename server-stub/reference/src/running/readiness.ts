/** Answers whether something that requests need is in order. What it throws counts as a no. */
export type Check = () => boolean | Promise<boolean>;

export interface ReadyState {
  ready: boolean;
  /** By name: `ok`, or `failing`. */
  checks: Readonly<Record<string, 'ok' | 'failing'>>;
}

/** How long a check may take, in ms: whoever asks has no more patience either. */
const patience = 2_000;

/** How long an answer serves all who ask, in ms: anybody may ask, and the checks cost the database a query. */
const remembered = 250;

/**
 * Whether requests should come here: every check is in order, and the process is not about to end.
 *
 * @example
 * readiness.add('keys', () => cache.isCertain);
 */
export class Readiness {
  readonly #checks = new Map<string, Check>();
  #last: { at: number; state: Promise<ReadyState> } | undefined;
  #closing = false;

  /** @param name - is told to whoever asks: say what it is about, not where it is */
  add(name: string, check: Check): void {
    this.#checks.set(name, check);
  }

  /** From now on requests should go elsewhere. Those that come are answered. */
  close(): void {
    this.#closing = true;
  }

  get isClosing(): boolean {
    return this.#closing;
  }

  async state(): Promise<ReadyState> {
    const now = performance.now();
    if (this.#last === undefined || now - this.#last.at > remembered) {
      this.#last = { at: now, state: this.#look() };
    }
    const { ready, checks } = await this.#last.state;
    return { ready: ready && !this.#closing, checks: { ...checks, accepting: this.#closing ? 'failing' : 'ok' } };
  }

  async #look(): Promise<ReadyState> {
    const results = await Promise.all(
      [...this.#checks].map(async ([name, check]) => [name, (await holds(check)) ? 'ok' : 'failing'] as const),
    );
    return { ready: results.every(([, result]) => result === 'ok'), checks: Object.fromEntries(results) };
  }
}

async function holds(check: Check): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, patience, false);
  });
  try {
    return await Promise.race([(async () => check())(), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
