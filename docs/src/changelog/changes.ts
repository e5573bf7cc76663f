/** What is different in how an operation is called or in what it answers; texts and examples do not count. */
export type Detail = { breaking: boolean } & (
  | { what: 'parameter'; how: 'added' | 'removed' | 'deprecated'; name: string; place: string; required?: boolean }
  | {
      what: 'field';
      how: 'added' | 'removed' | 'deprecated';
      name: string;
      side: Side;
      required?: boolean;
      /** Further fields that the same applies to. */
      more?: readonly string[];
    }
  | { what: 'presence'; how: 'required' | 'optional'; name: string; side: Side }
  | { what: 'type'; how: 'added' | 'removed'; name: string; side: Side; types: readonly string[] }
  | { what: 'values'; how: 'added' | 'removed'; name: string; side: Side; values: readonly string[] }
  | { what: 'list'; how: 'opened' | 'closed'; name: string; side: Side }
  | { what: 'bound'; how: 'changed'; name: string; bound: string; from: string | undefined; to: string | undefined }
  | { what: 'body'; how: 'added' | 'removed' | 'required' | 'optional' }
  | { what: 'media'; how: 'added' | 'removed'; name: string; side: Side; status?: string }
  | { what: 'status'; how: 'added' | 'removed'; name: string }
  | { what: 'header'; how: 'added' | 'removed'; name: string; status: string }
  | { what: 'access'; how: 'added' | 'removed'; name: string }
);

export type Side = 'request' | 'response';

/** The gravest first. */
export const changeKinds = ['removed', 'moved', 'renamed', 'deprecated', 'changed', 'added'] as const;

/** What became of an operation from one version to the next. */
export interface OperationChange {
  kind: (typeof changeKinds)[number];
  operationId: string;
  /** Summary, method and path, as they are now, or as they last were. */
  title: string;
  call: string;
  breaking: boolean;
  /** The id or the call that it had before. */
  before?: string;
  details: readonly Detail[];
}
