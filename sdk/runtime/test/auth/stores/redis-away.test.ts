import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { redisStore } from '@guichet/runtime/stores/redis';
import { fakeTokens } from '../../support/tokens.ts';

describe('a Redis that is not there', () => {
  const sockets = new Set<Socket>();
  const blackHole = createServer((socket) => sockets.add(socket));
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    blackHole.close();
  });

  it('C6 takes connections and never answers: a token comes after 2 s, the next at once', async () => {
    blackHole.listen(0, '127.0.0.1');
    await once(blackHole, 'listening');
    const client = new Redis({ host: '127.0.0.1', port: (blackHole.address() as AddressInfo).port });
    client.on('error', () => {});
    const errors: unknown[] = [];
    const { tokens, server } = fakeTokens({
      store: redisStore({ client, onError: (error) => errors.push(error) }),
      clock: undefined,
    });
    const start = performance.now();
    const first = await tokens.getToken();
    // Not the 10 s that a token request may take.
    expect(performance.now() - start).toBeLessThan(8000);
    tokens.invalidate(first);
    // It does not wait for the 2 s once more, which a timer of the same event loop tells.
    const late = delay(1900, 'late', { ref: false });
    expect(await Promise.race([tokens.getToken(), late])).not.toBe('late');
    expect(server.count).toBe(2);
    expect(String(errors[0])).toMatch(/did not answer within 2000 ms/);
    client.disconnect();
  });

  it('refuses connections: a token comes, and one warning names the cause', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    const client = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: 0 });
    client.on('error', () => {});
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { tokens } = fakeTokens({ store: redisStore({ client }), clock: undefined });
    expect((await tokens.getToken()).value).toBe('test-token-1');
    expect(warned).toHaveBeenCalledOnce();
    expect(String(warned.mock.calls[0]?.[0])).toMatch(/^redisStore: Redis failed/);
    warned.mockRestore();
    client.disconnect();
  });
});
