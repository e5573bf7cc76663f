import { readFileSync } from 'node:fs';
import { loadContract, type Contract, type OpenApiDocument, type Operation } from '@guichet/front';
import { fastify, type FastifyInstance } from 'fastify';
import { prismBackRoom } from '../../src/prism/back-room.ts';

/** A contract of this kit, as it is built. */
export const builtContract = (name: 'full' | 'public' | 'registry'): OpenApiDocument =>
  JSON.parse(readFileSync(new URL(`../../../../spec/dist/${name}.json`, import.meta.url), 'utf8')) as OpenApiDocument;

export interface BackRoom {
  contract: Contract;
  /** What the room sends for an operation, without the counter in front of it. */
  ask(
    operation: Operation,
    prefer?: string,
    page?: number,
  ): Promise<{ status: number; headers: Record<string, unknown>; text: string }>;
  /** What it warned of. */
  warnings: string[];
  close(): Promise<void>;
}

/** The back room behind a door of its own: everybody may ask everything. */
export function openBackRoom(document: OpenApiDocument): BackRoom {
  const contract = loadContract(document);
  const handle = prismBackRoom(contract);
  const warnings: string[] = [];
  const app: FastifyInstance = fastify();
  app.get('/:operationId', (request, reply) => {
    const { operationId } = request.params as { operationId: string };
    const { page } = request.query as { page?: string };
    request.server.log.warn = ((message: string) => warnings.push(message)) as never;
    const query = page === undefined ? {} : { page: Number(page) };
    return handle(Object.assign(request, { operation: contract.operation(operationId), query }) as never, reply);
  });
  return {
    contract,
    warnings,
    async ask({ operationId }, prefer, page) {
      const { statusCode, headers, body } = await app.inject({
        url: `/${encodeURIComponent(operationId)}${page === undefined ? '' : `?page=${page}`}`,
        ...(prefer === undefined ? {} : { headers: { prefer } }),
      });
      return { status: statusCode, headers, text: body };
    },
    close: () => app.close(),
  };
}
