import { connect } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { openLibrary } from './fixture.ts';

it('T4 a request that was begun before the revocation is refused when its body comes after it', async () => {
  let live = true;
  const written: unknown[] = [];
  const library = await openLibrary({
    front: { isLive: () => live, handlers: { addBook: ({ body }) => (written.push(body), { ok: true }) } },
  });
  await library.front.listen({ port: 0, host: '127.0.0.1' });
  const { port } = library.front.server.address() as { port: number };
  const { authorization } = await library.bearer();
  const body = JSON.stringify({ title: 'Late' });
  const send = async (between: () => void) => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const head = `POST /v2/books HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\nconnection: close\r\n`;
    socket.write(`${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 3)}`);
    // The server has read the head when it answers another request.
    await fetch(`http://127.0.0.1:${port}/v2/hours`);
    between();
    // Without an end of its own: Node gives a request up whose client has ended its side before the answer began.
    socket.write(body.slice(3));
    return text(socket);
  };
  expect(await send(() => {})).toMatch(/^HTTP\/1.1 200/);
  expect(await send(() => (live = false))).toMatch(/^HTTP\/1.1 401/);
  expect(written).toHaveLength(1);
  await library.front.close();
});
