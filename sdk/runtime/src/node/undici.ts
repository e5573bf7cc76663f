type Undici = typeof import('undici');

/** Where undici keeps the dispatcher under every `fetch`: one of its own, and the one that Node's built-in fetch reads. */
const present = Symbol.for('undici.globalDispatcher.2');
const builtIn = Symbol.for('undici.globalDispatcher.1');

const places = globalThis as { [place: symbol]: unknown };

let loaded: Promise<Undici> | undefined;

/**
 * Loads undici with the first request. Where it is the first of its kind (on Node 22 it is, Node's own knows one place
 * alone), it puts an agent of its own under Node's fetch, over whatever the application had there: that is put back.
 */
export function loadUndici(): Promise<Undici> {
  loaded ??= (async () => {
    // Lets Node load its own undici, which would otherwise come later and take what it finds.
    void globalThis.Headers;
    const isFirst = places[present] === undefined;
    const before = places[builtIn];
    // By its file: under the bare name Bun has one of its own, which knows neither proxies nor certificates and says nothing.
    const undici = await import('undici/index.js');
    if (isFirst) places[builtIn] = before;
    return undici;
  })();
  return loaded;
}
