import type { AnswersOf, CallsOf } from '../generated/answers.gen.ts';
import type { OperationId } from '../generated/operations.gen.ts';

/** An operation that can be told what to answer: the endpoints of OAuth always do as OAuth says. */
export type AnsweredId = keyof AnswersOf;

/** Where no status is given, the answer is the success. For a range such as `4XX` the mock checks the number. */
type Status<S> = S extends number
  ? `${S}` extends `2${string}`
    ? { status?: S | undefined }
    : { status: S }
  : { status: number };

type Content<TAnswer> = TAnswer extends { body: infer TBody; example: infer TExample }
  ? { body?: TBody | undefined; example?: undefined } | { example: TExample; body?: undefined }
  : never;

/** What is known of an answer besides its content. */
interface AnswerOptions {
  /** Headers beside those of the contract's answer, or in their place. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** How late the answer is, in milliseconds. Default 0. */
  delay?: number | undefined;
  /** How many calls are answered this way; then what was there before applies again. Default: all, until a reset. */
  times?: number | undefined;
}

/**
 * An answer that the contract declares for an operation: its `status` (default: the success), and a `body` of that
 * status or the name of one of the contract's examples (default: the contract's own answer).
 *
 * @example
 * const gone: AnswerOf<'collectivites.get'> = { status: 404, times: 1 };
 * const last: AnswerOf<'collectivites.list'> = { example: 'lastPage' };
 */
export type AnswerOf<K extends AnsweredId> = {
  [S in keyof AnswersOf[K]]: Status<S> & Content<AnswersOf[K][S]> & AnswerOptions;
}[keyof AnswersOf[K]];

/** An answer and the operation that it is for. */
export type Override = { [K in AnsweredId]: { operationId: K } & AnswerOf<K> }[AnsweredId];

/** Part of a value: of objects some properties, and of these again some. */
type Part<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Part<T[K]> | undefined } : T;

/** Which calls of an operation are meant; what is left out may be anything. */
export interface CallFilter<K extends OperationId = OperationId> {
  /** Status of the answer. */
  status?: CallsOf[K]['status'] | undefined;
  /** Query parameters, or some of them. */
  query?: Part<NonNullable<CallsOf[K]['request']['query']>> | undefined;
  /** Body of the request, or a part of it. */
  body?: Part<CallsOf[K]['request']['body']> | undefined;
  /** Headers of the request, or some of them. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** Which calls are expected, and how many of them. Default: one or more. */
export type Expectation<K extends OperationId = OperationId> = CallFilter<K> &
  (
    | {
        /** Exactly that many; with 0, none. */
        times: number;
        atLeast?: undefined;
        atMost?: undefined;
      }
    | {
        times?: undefined;
        /** That many or more. */
        atLeast?: number | undefined;
        /** That many or fewer. */
        atMost?: number | undefined;
      }
  );
