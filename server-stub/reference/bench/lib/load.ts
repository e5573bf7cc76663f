import { Client, type Dispatcher } from 'undici';

export interface Dispatch extends Omit<Dispatcher.RequestOptions, 'origin'> {
  /** The status that is right; any other ends the bench. */
  expected: number;
}

export interface Load {
  origin: string;
  /** The next request to make. */
  next(): Dispatch;
  requests: number;
  /** Connections, each with one request under way at a time. */
  connections: number;
}

/** A connection that is kept, with one request under way at a time. */
export function connect(origin: string) {
  // undici writes head and body apart: Nagle's algorithm would hold the body back until the head is acknowledged.
  const client = new Client(origin, { pipelining: 1, keepAliveTimeout: 120_000, connect: { noDelay: true } });

  /** Makes a request, and answers how long it took in ms, whatever the answer is. */
  async function ask(request: Dispatch): Promise<{ took: number; status: number; text: string }> {
    const start = performance.now();
    const { statusCode, body } = await client.request(request);
    const text = await body.text();
    return { took: performance.now() - start, status: statusCode, text };
  }

  return {
    ask,
    /** The same, where only one answer is right. */
    async send(request: Dispatch): Promise<{ took: number; text: string }> {
      const { status, text, took } = await ask(request);
      if (status === request.expected) return { took, text };
      const { method, path, expected } = request;
      throw new Error(`${method} ${path} answered ${status}, not ${expected}: ${text.slice(0, 400)}`);
    },
    close: () => client.close(),
  };
}

/** Makes so many requests, each as soon as the one before is answered. */
export async function drive({ origin, next, requests, connections }: Load): Promise<void> {
  let left = requests;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = connect(origin);
      while (left > 0) {
        left -= 1;
        await connection.send(next());
      }
      await connection.close();
    }),
  );
}
