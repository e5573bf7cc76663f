import type { Contract, Operation } from '@guichet/front';
import type { IHttpOperation } from '@stoplight/types';
import { pruneTo } from './pruned.ts';

/** What Prism is asked for. */
export interface MockRequest {
  code?: number;
  example?: string;
  /** Invent a body from the schema in place of the example. Default false. */
  dynamic?: boolean;
  mediaTypes?: string[];
}

export interface MockResponse {
  statusCode: number;
  headers: Readonly<Record<string, unknown>>;
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

export type Mocker = (operation: Operation, request: MockRequest) => MockResponse;

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
  const [{ default: mocker }, { transformOas3Operation }, { OPERATION_CONFIG }, { bundleTarget }] = await Promise.all([
    import('@stoplight/prism-http/dist/mocker/index.js'),
    import('@stoplight/http-spec/oas3/operation'),
    import('@stoplight/http-spec/oas'),
    import('@stoplight/json'),
  ]);
  const transformed = new Map<string, IHttpOperation>();

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

  function mock(operation: Operation, { code, example, dynamic = false, mediaTypes }: MockRequest): MockResponse {
    let resource = transformed.get(operation.operationId);
    if (!resource) transformed.set(operation.operationId, (resource = transform(operation)));
    const config = {
      dynamic,
      ...(code ? { code } : {}),
      ...(example ? { exampleKey: example } : {}),
      ...(mediaTypes ? { mediaTypes } : {}),
    };
    const input = { data: { method: resource.method as 'get', url: { path: resource.path } }, validations: [] };
    const request = { resource, input, config } as unknown as Parameters<typeof mocker.default>[0];
    return unwrap(mocker.default(request)(silent as never) as Either);
  }

  return (operation, request) => {
    try {
      return mock(operation, request);
    } catch (error) {
      // Some circular schemas never end when a body is invented from them; sampling them does.
      if (!request.dynamic || !(error instanceof MockerError)) throw error;
      return mock(operation, { ...request, dynamic: false });
    }
  };
}

/** fp-ts' Either, as far as it is needed. */
type Either =
  | { _tag: 'Left'; left: Error & { status?: number; detail?: string } }
  | { _tag: 'Right'; right: Partial<MockResponse> & { statusCode: number } };

function unwrap(answer: Either): MockResponse {
  // oxlint-disable-next-line no-underscore-dangle -- the name is fp-ts'
  if (answer._tag === 'Left') {
    const { detail, message, status = 500 } = answer.left;
    throw new MockerError((detail ?? message).slice(0, 300), status);
  }
  const { statusCode, headers = {}, body } = answer.right;
  return { statusCode, headers, body };
}
