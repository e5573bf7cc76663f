import { createRegistry } from '../../src/registry/app.ts';
import type { RegistryConfig } from '../../src/registry/config.ts';
import type { Answer, CallOptions } from './app.ts';
import { createResponseCheck } from './contract-check.ts';
import type { TestDatabase } from './databases.ts';

export const registryConfig: Omit<RegistryConfig, 'database' | 'issuer'> = {
  host: '127.0.0.1',
  port: 0,
  audience: undefined,
  jwksUri: undefined,
  scopes: undefined,
  trustProxy: [],
  logLevel: 'silent',
  shutdownDelay: 0,
  shutdownTimeout: 30,
};

export type TestRegistry = Awaited<ReturnType<typeof openRegistry>>;

/** The whole registry on a database, without a socket. Every answer is held against its contract. */
export async function openRegistry(database: TestDatabase, issuer: string, config: Partial<RegistryConfig> = {}) {
  const built = await createRegistry({ ...registryConfig, issuer, ...config, database: database.location });
  const check = createResponseCheck(built.contract);

  async function call(operationId: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const operation = built.contract.operation(operationId);
    const { token, body, headers } = options;
    const response = await built.app.inject({
      method: operation.method as 'GET',
      url: path,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const text = response.body;
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    if (options.undeclared !== true) {
      const type = String(response.headers['content-type'] ?? '');
      const wrong = check(operation, response.statusCode, type, parsed);
      if (wrong.length > 0) throw new Error(`${operationId} breaks the contract: ${wrong.join('; ')}\n${text}`);
    }
    return { status: response.statusCode, headers: response.headers, text, body: parsed };
  }

  return { ...built, call };
}

export const wish = {
  name: 'Observatoire des labels',
  contact_email: 'equipe@observatoire.example',
  scopes: ['collectivites.read'],
};
