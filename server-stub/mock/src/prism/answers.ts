import { isJsonObject, ProblemError, type Contract, type JsonObject, type Operation } from '@guichet/front';
import { createBodies } from './bodies.ts';
import { loadMocker, MockerError, type MockRequest, type MockResponse } from './mocker.ts';
import { pageAt, pagesOf } from './paging.ts';
import { responseFor, type DeclaredBody, type DeclaredResponse } from './responses.ts';

/** What is to be answered. */
export interface Wish extends MockRequest {
  /** Invent a body from the schema in place of the example. Default false. */
  dynamic?: boolean;
  /** Of the invention. Default: another each time. */
  seed?: string;
  /** Number of the page of a list. */
  page?: number;
}

export interface Answers {
  /**
   * @throws {ProblemError} 406 when no media type suits, 501 when the contract gives nothing that is valid
   */
  answer(operation: Operation, declared: readonly DeclaredResponse[], wish: Wish): MockResponse;
}

/** A body as the contract declares it, and the name of its place for messages. */
interface Place {
  body: DeclaredBody;
  name: string;
}

const nothing: DeclaredBody = { examples: {} };

/**
 * Answers from the contract. What does not change is made once.
 *
 * @param warn told, once each, what in the contract is not as it should be
 */
export async function createAnswers(contract: Contract, warn: (message: string) => void): Promise<Answers> {
  const mocker = await loadMocker(contract);
  const bodies = createBodies(contract, mocker, warn);
  // Their keys come out of the contract, so there is an end to them.
  const stable = new Map<string, MockResponse>();
  const lists = new Map<string, readonly JsonObject[]>();

  function ask(operation: Operation, request: MockRequest): MockResponse {
    try {
      return mocker.answer(operation, request);
    } catch (error) {
      if (!(error instanceof MockerError)) throw error;
      const detail = `The contract gives the mock nothing to answer ${operation.operationId} with: ${error.message} Add an example to it.`;
      throw new ProblemError(error.status === 406 ? 'not-acceptable' : 'not-implemented', detail, { cause: error });
    }
  }

  function placeOf(operation: Operation, declared: readonly DeclaredResponse[], { statusCode, headers }: MockResponse) {
    const type = String(headers['Content-type']);
    const body = responseFor(declared, statusCode)?.content[type] ?? nothing;
    return { body, name: `${operation.operationId} ${statusCode} in ${type}` };
  }

  /** The answer without seed and page, its body checked. */
  function settled(operation: Operation, declared: readonly DeclaredResponse[], request: MockRequest): MockResponse {
    const key = `${operation.operationId} ${JSON.stringify(request)}`;
    const known = stable.get(key);
    if (known) return known;
    const response = ask(operation, request);
    const { body, name } = placeOf(operation, declared, response);
    const make = request.example === undefined ? bodies.stable : bodies.example;
    const made = { ...response, body: make(body, response.body, name) };
    stable.set(key, made);
    return made;
  }

  function pagesIn(operation: Operation, { body, name }: Place, first: unknown): readonly JsonObject[] {
    let pages = lists.get(name);
    if (!pages) {
      const valid = Object.values(body.examples).filter((example) => bodies.isValid(body, example));
      pages = pagesOf(valid.length > 0 ? valid : [first], operation);
      // Their numbers are no longer those of the examples.
      if (!pages.every((page) => bodies.isValid(body, page))) pages = [];
      lists.set(name, pages);
    }
    return pages;
  }

  function behind(body: DeclaredBody, page: JsonObject | undefined, response: MockResponse): MockResponse {
    return page && bodies.isValid(body, page) ? { ...response, body: page } : response;
  }

  return {
    answer(operation, declared, { dynamic, seed, page: wanted, ...request }) {
      if (dynamic) {
        const frame = ask(operation, request);
        const { body, name } = placeOf(operation, declared, frame);
        const response = { ...frame, body: bodies.invented(body, name, seed) };
        if (wanted === undefined || !isJsonObject(response.body)) return response;
        return behind(body, pageAt([response.body], wanted, operation), response);
      }
      const response = settled(operation, declared, request);
      if (wanted === undefined) return response;
      const place = placeOf(operation, declared, response);
      const pages = pagesIn(operation, place, response.body);
      const page = pages[wanted - 1];
      return page ? { ...response, body: page } : behind(place.body, pageAt(pages, wanted, operation), response);
    },
  };
}
