import { isJsonObject, resolveReference, type Contract, type JsonObject, type Operation } from '@guichet/front';
import type { IHttpOperation } from '@stoplight/types';
import { pruneTo } from './pruned.ts';

/** What Prism is asked for. */
export interface MockRequest {
  code?: number;
  example?: string;
  mediaTypes?: string[];
}

export interface MockResponse {
  statusCode: number;
  headers: Readonly<Record<string, unknown>>;
  /** The example of the contract. Nothing when it has none. */
  body: unknown;
}

/** Prism found no answer. Its sentence may be sent. */
export class MockerError extends Error {
  override name = 'MockerError';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** The part of Prism that answers a request. */
export interface Mocker {
  /**
   * Chooses response and media type, and takes headers and body from their examples.
   * @throws {MockerError}
   */
  answer(operation: Operation, request: MockRequest): MockResponse;
  /**
   * A value for a schema, of the examples and defaults in it, always the same.
   * @throws {MockerError} when the schema is too large
   */
  sample(schema: unknown): unknown;
  /** A string that matches a pattern, always the same for a seed. Nothing when none is found. */
  matching(pattern: string, seed: string): string | undefined;
}

/** Prism's logger interface; the front logs requests already. */
const silent = {
  child: () => silent,
  ...Object.fromEntries(
    ['trace', 'debug', 'info', 'success', 'warn', 'error', 'fatal'].map((level) => [level, () => {}]),
  ),
};

/**
 * Prism's mocker alone, without its router, validator and security check. Loading it takes a good third of a second, so
 * that is done on the first call of this function.
 */
export async function loadMocker(contract: Contract): Promise<Mocker> {
  const [{ default: mocker }, { default: generator }, { transformOas3Operation }, { OPERATION_CONFIG }] =
    await Promise.all([
      import('@stoplight/prism-http/dist/mocker/index.js'),
      import('@stoplight/prism-http/dist/mocker/generator/JSONSchema.js'),
      import('@stoplight/http-spec/oas3/operation'),
      import('@stoplight/http-spec/oas'),
    ]);
  const { bundleTarget } = await import('@stoplight/json');
  const transformed = new Map<string, IHttpOperation>();
  // The sampler follows references in what it takes for an operation, and names that when a schema is too large.
  const whole = { ...contract.document, method: '', path: '' } as never;

  function transform(operation: Operation): IHttpOperation {
    const document = pruneTo(operation, contract.document);
    const target = transformOas3Operation({
      document: document as object,
      name: operation.path,
      method: operation.method.toLowerCase(),
      config: OPERATION_CONFIG,
    });
    return bundleTarget({
      document: { ...document, __target__: target },
      path: '#/__target__',
      cloneDocument: false,
    }) as IHttpOperation;
  }

  return {
    answer(operation, { code, example, mediaTypes }) {
      let resource = transformed.get(operation.operationId);
      if (!resource) transformed.set(operation.operationId, (resource = transform(operation)));
      const config = {
        dynamic: false,
        ...(code ? { code } : {}),
        ...(example ? { exampleKey: example } : {}),
        ...(mediaTypes ? { mediaTypes } : {}),
      };
      const input = { data: { method: resource.method as 'get', url: { path: resource.path } }, validations: [] };
      const request = { resource, input, config } as unknown as Parameters<typeof mocker.default>[0];
      const { statusCode, headers = {}, body } = unwrap(mocker.default(request)(silent as never) as Either<Answer>);
      return { statusCode, headers, body };
    },
    sample(schema) {
      // The sampler takes no boolean.
      if (!isJsonObject(schema)) return {};
      const root = resolveReference(contract.document, schema) as JsonObject;
      return unwrap(generator.generateStatic(whole, root as never) as Either<unknown>);
    },
    matching(pattern, seed) {
      const made = generator.generate({} as never, {} as never, { type: 'string', pattern }, seed) as Either<unknown>;
      return isRight(made) && typeof made.right === 'string' ? made.right : undefined;
    },
  };
}

type Answer = Partial<MockResponse> & { statusCode: number };

/** fp-ts' Either, as far as it is needed. */
type Either<T> = { _tag: 'Left'; left: Error & { status?: number; detail?: string } } | { _tag: 'Right'; right: T };

// oxlint-disable-next-line no-underscore-dangle -- the name is fp-ts'
const isRight = <T>(either: Either<T>): either is Either<T> & { _tag: 'Right' } => either._tag === 'Right';

function unwrap<T>(answer: Either<T>): T {
  if (isRight(answer)) return answer.right;
  const { detail, message, status = 500 } = answer.left;
  throw new MockerError((detail ?? message).slice(0, 300), status);
}
