import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { cases } from './cases.ts';
import { type Column, format, judge, passed } from './table.ts';
import { openers } from './targets.ts';
import type { Target } from './target.ts';

/** The places, from 1, of the cases that a target did not pass. */
const failures = ({ findings }: Column): number[] =>
  findings.flatMap(({ faults }, row) => (faults.length === 0 ? [] : [row + 1]));

describe('the table of OAuth, asked of four servers of one contract', () => {
  it('is passed by the mock and by the reference server, and tells of the others what they answered', async () => {
    expect(cases).toHaveLength(15);
    const columns: Column[] = [];
    for (const open of openers) {
      const target = await open();
      columns.push(await judge(target).finally(() => target.close()));
    }
    const ours = columns.filter(({ target }) => target.ours);
    expect(ours.map(({ target }) => target.name)).toEqual(['mock', 'reference server']);
    expect(ours.map(failures), format(ours)).toEqual([[], []]);

    const others = columns.filter(({ target }) => !target.ours);
    expect(others).toHaveLength(2);
    // They were asked where they answer: whoever is right in the first case gave a token that opened the resource.
    expect(others.map(({ findings }) => findings[0]!.faults)).toEqual([[], []]);
    const lines = format(columns).split('\n');
    for (const [row, { asked }] of cases.entries()) {
      const marks = lines.find((line) => line.includes(asked))!.match(/[✓✗] \d{3}/gu);
      expect(marks).toEqual(
        columns.map(({ findings }) => {
          const { answer, faults } = findings[row]!;
          return `${faults.length === 0 ? '✓' : '✗'} ${answer.status}`;
        }),
      );
    }
    expect(lines.find((line) => line.includes('passed'))).toMatch(
      new RegExp(columns.map((column) => `${passed(column)} of 15`).join(' +'), 'u'),
    );
  }, 180_000);
});

// Who judges others is judged: servers whose faults are known.
describe('the judge of the table', () => {
  const answerOf = async (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Column> => {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const target: Target = {
      name: 'known',
      ours: false,
      tokenUrl: `${url}/token`,
      resourceUrl: `${url}/resource`,
      scope: 'read',
      otherScope: 'write',
      credential: { id: 'a', secret: 'b' },
      oddCredential: { id: 'a:', secret: 'b%' },
      expiredToken: 'expired',
      foreignToken: 'foreign',
      close: async () => {},
    };
    try {
      return await judge(target);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  };
  const basicOf = ({ headers }: IncomingMessage) =>
    Buffer.from(/^Basic (.+)/u.exec(headers.authorization ?? '')?.[1] ?? '', 'base64').toString();
  const json = (response: ServerResponse, status: number, body: object, headers = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

  it('passes a server that lets everybody in only where it should', async () => {
    const column = await answerOf((request, response) =>
      json(response, 200, request.url === '/token' ? { access_token: 'x', token_type: 'Bearer' } : {}),
    );
    expect(failures(column)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15]);
  });

  it('passes a server that refuses everybody in nothing but the secrets that are wrong', async () => {
    const column = await answerOf((request, response) =>
      request.url === '/token'
        ? json(response, 401, { error: 'invalid_client' }, { 'www-authenticate': 'Basic realm="x"' })
        : json(response, 401, {}, { 'www-authenticate': 'Bearer error="invalid_token"' }),
    );
    expect(failures(column)).toEqual([1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it('sees that an unknown client is told from a wrong secret', async () => {
    const column = await answerOf((request, response) => {
      const [id] = basicOf(request).split(':');
      const description = id === 'a' ? 'wrong secret' : 'unknown client';
      json(response, 401, { error: 'invalid_client', error_description: description }, { 'www-authenticate': 'Basic' });
    });
    expect(failures(column)).not.toContain(4);
    expect(column.findings[4]!.faults).toEqual(['differs from the answer to a wrong secret']);
  });

  it('sees which characters of id and secret arrive', async () => {
    const seen: string[] = [];
    await answerOf((request, response) => {
      seen.push(basicOf(request));
      json(response, 401, {});
    });
    expect(seen).toContain('a%3A:b%25');
  });
});
