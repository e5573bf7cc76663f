import { randomUUID } from 'node:crypto';
import {
  ContractError,
  createSchemaCompiler,
  ProblemError,
  type Check,
  type Contract,
  type Schema,
} from '@guichet/front';
import { NoSuchValueError } from '../invention/flatten.ts';
import { createInventor, type InventOptions } from '../invention/invent.ts';
import { MockerError, type Mocker } from './mocker.ts';
import type { DeclaredBody } from './responses.ts';

/** How many values are made of seeds derived from the one that was asked for, before the search is given up. */
const attempts = 20;

/** Makes bodies of responses. What it answers is valid by the contract, or it throws. */
export interface Bodies {
  /**
   * The example if it is valid, else another of the response, else a value of its schema. Always the same.
   *
   * @param name of what is answered, for messages
   * @throws {ProblemError} 501 when no valid body is found
   */
  stable(body: DeclaredBody, example: unknown, name: string): unknown;
  /**
   * The example that a client asked for by its name.
   * @throws {ProblemError} 501 when it is not valid
   */
  example(body: DeclaredBody, example: unknown, name: string): unknown;
  /**
   * A body invented from the schema; the stable one where none can be.
   *
   * @param seed the same makes the same body. Default: another for each call
   */
  invented(body: DeclaredBody, name: string, seed?: string): unknown;
  /** Whether a body is valid. */
  isValid(body: DeclaredBody, value: unknown): boolean;
}

/** @param warn told of what in the contract is not as it should be, once each */
export function createBodies(contract: Contract, mocker: Mocker, warn: (message: string) => void): Bodies {
  const compiler = createSchemaCompiler(contract.document, warn, 'response');
  const invent = createInventor(contract.document, mocker.matching);
  const checks = new Map<DeclaredBody, Check>();

  function errorOf(body: DeclaredBody, value: unknown): string | undefined {
    if (body.schema === undefined) return undefined;
    let check = checks.get(body);
    if (!check) checks.set(body, (check = compiler.check(body.schema as Schema)));
    const [error] = check(value);
    return error && `${error.instancePath || 'the body'} ${error.message ?? 'is not valid'}`;
  }

  function sampled(body: DeclaredBody): unknown {
    try {
      return mocker.sample(body.schema);
    } catch (error) {
      if (!(error instanceof MockerError)) throw error;
      return undefined;
    }
  }

  /** The first valid value of seeds derived from one, in a box: it may be null. */
  function search(body: DeclaredBody, seed: string, options: InventOptions = {}): { value: unknown } | undefined {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      try {
        // Where the examples in the schemas do not fit together, the later half does without them.
        const value = invent(body.schema, `${seed}/${attempt}`, attempt < attempts / 2 ? options : {});
        if (errorOf(body, value) === undefined) return { value };
      } catch (error) {
        // A reference that points at nothing is found here, not at the start.
        if (!(error instanceof NoSuchValueError || error instanceof ContractError)) throw error;
      }
    }
    return undefined;
  }

  function stable(body: DeclaredBody, example: unknown, name: string): unknown {
    const candidates = [example, ...Object.values(body.examples)].filter((value) => value !== undefined);
    const valid = candidates.find((value) => errorOf(body, value) === undefined);
    if (candidates.length > 0 && candidates[0] !== valid) {
      const error = errorOf(body, candidates[0]);
      warn(
        `The example of ${name} does not match its schema: ${error}. Another body is sent instead. Correct the example.`,
      );
    }
    if (valid !== undefined) return valid;
    if (body.schema === undefined) return undefined;
    const sample = sampled(body);
    if (sample !== undefined && errorOf(body, sample) === undefined) return sample;
    const found = search(body, name, { prefersExamples: true });
    if (found) return found.value;
    throw new ProblemError(
      'not-implemented',
      `The mock found no body that is valid for ${name}. Add an example to the contract.`,
    );
  }

  return {
    stable,
    example(body, example, name) {
      const error = errorOf(body, example);
      if (error === undefined) return example;
      throw new ProblemError(
        'not-implemented',
        `This example of ${name} does not match its schema: ${error}. Correct it in the contract.`,
      );
    },
    invented(body, name, seed = randomUUID()) {
      if (body.schema === undefined) return stable(body, undefined, name);
      const found = search(body, seed);
      return found ? found.value : stable(body, undefined, name);
    },
    isValid: (body, value) => errorOf(body, value) === undefined,
  };
}
