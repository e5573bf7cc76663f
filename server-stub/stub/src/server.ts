import { readFile } from 'node:fs/promises';
import {
  createAuthorizationServer,
  createFront,
  generateSigningKey,
  loadContract,
  memoryClients,
  type Handler,
} from '@guichet/front';
import { parse } from 'yaml';

// 1. The contract. Routes, validation, access by scopes and the token endpoint all come out of it.
const contract = loadContract(parse(await readFile(new URL('../openapi.yaml', import.meta.url), 'utf8')));

// 2. The clients: who gets tokens, and for what. In production they come from a database.
const clients = memoryClients([
  { clientId: 'reader', clientSecret: 'secret-of-the-reader', scopes: ['books.read'] },
  { clientId: 'librarian', clientSecret: 'secret-of-the-librarian', scopes: ['books.read', 'books.write'] },
]);

// 3. The handlers, by operationId. What reaches them is valid by the contract, and comes from somebody who may call.
const books = [{ id: 1, title: 'Notes on the Analytical Engine', author: 'Ada Lovelace' }];
const handlers: Record<string, Handler> = {
  'books.list': () => ({ books }),
  'books.create': ({ body }, reply) => {
    const book = { id: books.length + 1, ...(body as { title: string; author: string }) };
    books.push(book);
    return reply.code(201).send(book);
  },
};

// An operation without a handler is answered from the contract's examples, and marked; production refuses to start.
const production = process.env['NODE_ENV'] === 'production';
const fallback = production ? undefined : (await import('@guichet/mock')).prismBackRoom(contract, { mark: true });

const port = Number(process.env['PORT'] || 8080);
const issuer = process.env['ISSUER'] ?? `http://localhost:${port}`;
const { endpoints, scopes } = contract;
try {
  if (!(port >= 1 && port <= 65_535)) throw new TypeError('PORT is not a port: give a number from 1 to 65535.');
  // A key of this process: its tokens end with it. In production it is kept, and shared by all replicas.
  const signingKeys = { keys: [await generateSigningKey()] };
  const tokens = await createAuthorizationServer({ issuer, endpoints, scopes, clients, signingKeys });
  const front = await createFront({ contract, tokens, handlers, fallback, complete: production });
  await front.listen({ port });
  console.log(`${contract.operations.length} operations at ${issuer}; tokens at ${issuer}${endpoints.token_endpoint}`);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
