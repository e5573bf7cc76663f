import { InvalidResponseError } from '../errors.ts';
import { requestIdOf } from './headers.ts';
import { type Exchange, nameOf } from './exchange.ts';

/** The data of a success, to be checked. */
export interface Answer {
  /** operationId of the contract; absent for what the contract does not know. */
  readonly operation: string | undefined;
  /** Status of the response. */
  readonly status: number;
  /** The parsed body. */
  readonly data: unknown;
}

/** A place where an answer is not what the contract says. */
export interface Deviation {
  /** JSON Pointer into the data (RFC 6901). */
  readonly pointer: string;
  /** What is wrong there. */
  readonly message: string;
}

/** Says where an answer deviates from the contract; nothing where it does not. */
export type ResponseValidator = (
  answer: Answer,
) => readonly Deviation[] | undefined | Promise<readonly Deviation[] | undefined>;

/** @throws InvalidResponseError naming the first places */
export async function validated(
  validate: ResponseValidator,
  data: unknown,
  response: Response,
  exchange: Exchange,
): Promise<void> {
  const deviations = await validate({ operation: exchange.operation, status: response.status, data });
  if (!deviations || deviations.length === 0) return;
  const places = deviations.slice(0, 3).map(({ pointer, message }) => `${pointer || 'the whole'}: ${message}`);
  const more = deviations.length > places.length ? `, and ${deviations.length - places.length} more` : '';
  throw new InvalidResponseError(
    `${nameOf(exchange)} answered ${response.status} with data that is not what the contract says (${places.join('; ')}${more}). ` +
      'Update the SDK; if it keeps happening, tell the platform.',
    response,
    requestIdOf(response.headers),
    deviations,
  );
}
