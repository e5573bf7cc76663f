import type { AccessToken } from '../auth/access-token.ts';
import type { TokenSource } from '../auth/token-source.ts';
import { type UserToken, userTokenOf } from '../auth/user-token.ts';
import { isTokenError } from '../errors.ts';
import { orAbort } from '../clock.ts';
import type { Channel } from './channel.ts';
import { explained, isConnectionFailure } from './connection.ts';
import { Deadline, type Phase } from './deadline.ts';
import { discard } from './discard.ts';
import { type Exchange, isStream, nameOf } from './exchange.ts';
import { foreign } from './foreign.ts';
import type { PlainInit } from './redirect.ts';
import { type RetryPolicy, isRepeatable, withRetries } from './retry.ts';

/** What holds for one call. */
export interface Terms {
  policy: RetryPolicy;
  /** Deadline of each try, in milliseconds; `false` for none of its own. */
  tryTimeout: number | false;
  /** Reads the body of a success as part of the try, so that a broken body is tried again too. */
  read?: ((success: Response) => Promise<void>) | undefined;
}

/** Sends a request: with a token, once more with a new one after a 401, and again as far as the policy allows. */
export const send = (channel: Channel, exchange: Exchange, deadline: Deadline, terms: Terms): Promise<Response> =>
  new Sending(channel, exchange, deadline, terms).run();

/** One call on its way. A class, because its functions are then made once and not for each call. */
class Sending {
  readonly #channel: Channel;
  readonly #exchange: Exchange;
  readonly #deadline: Deadline;
  readonly #terms: Terms;
  readonly #oneShot: boolean;
  #signal: AbortSignal;
  #tryDeadline: Deadline | undefined;
  #replayed = false;
  #sent = 0;

  constructor(channel: Channel, exchange: Exchange, deadline: Deadline, terms: Terms) {
    this.#channel = channel;
    this.#exchange = exchange;
    this.#deadline = deadline;
    this.#terms = terms;
    this.#oneShot = isStream(exchange.body);
    this.#signal = deadline.signal;
  }

  async run(): Promise<Response> {
    const deadline = this.#deadline;
    const { method, url, headers } = this.#exchange;
    const { policy, tryTimeout } = this.#terms;
    try {
      const sent = withRetries(tryTimeout === false ? () => this.#attempt() : () => this.#bounded(tryTimeout), {
        url,
        method,
        repeatable: !this.#oneShot && isRepeatable(method, headers),
        policy,
        signal: deadline.signal,
        endsAt: deadline.endsAt,
        isWorth: (error) => isConnectionFailure(error) || (!!this.#tryDeadline && error === this.#signal.reason),
        onWait: () => this.#enter('waiting to try again'),
      });
      return await (this.#channel.options.isForeign ? orAbort(sent, deadline.signal) : sent);
    } catch (error) {
      deadline.clear();
      if (deadline.signal.aborted) throw deadline.signal.reason;
      throw await explained(error, new URL(url), 'the API');
    }
  }

  /** A try with a deadline of its own. */
  async #bounded(tryTimeout: number): Promise<Response> {
    const own = new Deadline(
      tryTimeout,
      this.#deadline.signal,
      () => `A try of ${nameOf(this.#exchange)}`,
      'tryTimeout',
    );
    this.#tryDeadline = own;
    this.#signal = own.signal;
    try {
      return await (this.#channel.options.isForeign ? orAbort(this.#attempt(), own.signal) : this.#attempt());
    } catch (error) {
      throw own.signal.aborted ? own.signal.reason : error;
    } finally {
      own.stop();
    }
  }

  async #attempt(): Promise<Response> {
    const { tokens } = this.#channel.options;
    const exchange = this.#exchange;
    if (tokens && exchange.form) await this.#authenticate(tokens);
    const response = await (tokens && exchange.authorized && !exchange.form
      ? this.#authorized(tokens)
      : this.#carry(undefined));
    const { read } = this.#terms;
    if (read && response.ok) {
      this.#enter('reading the body');
      await read(response);
    }
    return response;
  }

  /** The client itself, in place of a token: again at each try, as an assertion may be used only once. */
  async #authenticate(source: TokenSource): Promise<void> {
    const { authenticateForm } = await import('../on-demand.ts');
    await authenticateForm(source, this.#exchange, this.#signal);
  }

  async #authorized(source: TokenSource): Promise<Response> {
    const token = await this.#getToken(source);
    if (this.#isCallers(token.header ?? 'authorization')) return this.#carry(undefined);
    await this.#addUser();
    const response = await this.#carry(token);
    if (response.status !== 401 || this.#replayed) return response;
    this.#replayed = true;
    return this.#recover(source, token, response);
  }

  /** What follows a 401: once more with a new token, where that may help. */
  async #recover(source: TokenSource, refused: AccessToken, response: Response): Promise<Response> {
    const channel = this.#channel;
    const now = Date.now();
    if (!channel.mayReplace(refused, now)) return response;
    // Somebody else's 401, after a redirect on which our token did not go along.
    if (response.redirected && new URL(response.url).origin !== new URL(this.#exchange.url).origin) return response;
    source.invalidate(refused);
    if (this.#oneShot) {
      discard(response);
      throw (await import('../on-demand.ts')).refusedStream(this.#exchange);
    }
    let renewed: AccessToken;
    try {
      renewed = await this.#getToken(source);
    } catch (error) {
      discard(response);
      throw error;
    }
    if (renewed.value === refused.value) {
      channel.gaveUp(renewed, now);
      return response;
    }
    discard(response);
    await this.#addUser();
    const second = await this.#carry(renewed);
    // Only a token that was asked for after the refusal proves that tokens are not what is wrong.
    if (second.status === 401 && renewed.requestedAt >= now) channel.gaveUp(renewed, now);
    return second;
  }

  #getToken(source: TokenSource): Promise<AccessToken> {
    this.#enter('waiting for a token');
    const { scopes } = this.#exchange;
    return source.getToken({ scopes, signal: this.#signal }).catch(async (error: unknown) => {
      if (!isTokenError(error) || error.error !== 'invalid_scope') throw error;
      throw (await import('../on-demand.ts')).scopeRefusal(error, this.#exchange, this.#channel.options.contract);
    });
  }

  async #carry(token: AccessToken | undefined): Promise<Response> {
    this.#enter('waiting for the answer');
    this.#sent += 1;
    if (token) this.#write(token.header ?? 'authorization', token.authorization);
    const response = await (this.#channel.isWatched ? this.#watched(token) : this.#transmit());
    this.#channel.heed(this.#exchange, response);
    return response;
  }

  async #watched(token: AccessToken | undefined): Promise<Response> {
    const { open, watched } = await import('../on-demand.ts');
    const { hooks, log } = this.#channel.options;
    const request = await open(hooks, this.#exchange, this.#sent, this.#channel.stateOf(token));
    return watched({ hooks, log }, request, () => this.#transmit());
  }

  #transmit(): Promise<Response> {
    const { fetch } = this.#channel.options;
    const { url, method, headers, body, written } = this.#exchange;
    const init: PlainInit = { ...this.#exchange.init, method, headers, signal: this.#signal };
    if (body !== undefined && body !== null) init.body = body;
    if (this.#oneShot) init.duplex = 'half';
    // On a redirect to another origin fetch takes `Authorization` away, and nothing else.
    const isSafe = !written && !(this.#channel.isLeaky && headers['authorization'] !== undefined);
    return isSafe || (init.redirect ?? 'follow') !== 'follow' ? fetch(url, init) : this.#guarded(init);
  }

  async #guarded(init: PlainInit): Promise<Response> {
    const { url, written } = this.#exchange;
    const confidential = [...(written ?? []), 'authorization', 'proxy-authorization', 'cookie'];
    const { fetchGuarded } = await import('../on-demand.ts');
    return fetchGuarded(this.#channel.options.fetch, url, init, confidential, this.#oneShot);
  }

  /** Adds the person's token, where the call is on behalf of one. */
  #addUser(): Promise<void> | undefined {
    const { userToken: usual, userTokenHeader } = this.#channel.options;
    const { userToken: own } = this.#exchange;
    const person = own === undefined ? usual : own;
    if (person === undefined || person === null || this.#isCallers(userTokenHeader)) return undefined;
    return this.#writeUser(person, userTokenHeader);
  }

  async #writeUser(person: UserToken, header: string): Promise<void> {
    const value = await foreign(() => userTokenOf(this.#exchange.method, person, this.#signal));
    if (value === undefined) delete this.#exchange.headers[header];
    else this.#write(header, value);
  }

  #enter(phase: Phase): void {
    this.#deadline.phase = phase;
    if (this.#tryDeadline) this.#tryDeadline.phase = phase;
  }

  #write(name: string, value: string): void {
    this.#exchange.headers[name] = value;
    if (name !== 'authorization') (this.#exchange.written ??= new Set()).add(name);
  }

  /** A call that brings a header itself keeps it, as it keeps its own `Authorization`. */
  #isCallers(name: string): boolean {
    const { headers, written } = this.#exchange;
    return name !== 'authorization' && headers[name] !== undefined && !written?.has(name);
  }
}
