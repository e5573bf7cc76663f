import type { Operation, ParameterObject } from '@guichet/front';

export const formType = 'application/x-www-form-urlencoded';

/** What a request shows of who sends it. */
export type Access =
  /** A token with all scopes; at the OAuth endpoints, the client's own credentials. */
  | 'granted'
  /** Nothing. */
  | 'none'
  /** A token that nobody issued; at the OAuth endpoints, a wrong secret. */
  | 'junk'
  /** A token that was good until a moment ago. */
  | 'expired'
  /** A token with every scope but those that the operation takes. */
  | 'no scope';

/** A request of an operation, before it is known where it goes. */
export interface ContractRequest {
  operation: Operation;
  access: Access;
  /** Values of the path's parameters, by name; one that is missing stays in the path as an empty segment. */
  path: Readonly<Record<string, string>>;
  query: readonly (readonly [name: string, value: string])[];
  headers: Readonly<Record<string, string>>;
  body?: RequestBody | undefined;
}

export interface RequestBody {
  /** Content-Type; '' sends none. */
  type: string;
  text: string;
}

/** A value as a query or a header has it: one text for each time that it is sent. */
export function textsOf({ explode, style = 'form' }: ParameterObject, value: unknown): string[] {
  if (!Array.isArray(value)) return [String(value)];
  return (explode ?? style === 'form') ? value.map(String) : [value.join(',')];
}

/** The same request with another value of one parameter, or without it. */
export function withParameter(request: ContractRequest, parameter: ParameterObject, texts: string[]): ContractRequest {
  const { name, in: place } = parameter;
  if (place === 'path') {
    const { [name]: _, ...others } = request.path;
    return { ...request, path: texts.length > 0 ? { ...others, [name]: texts[0]! } : others };
  }
  if (place === 'header') {
    const { [name]: _, ...others } = request.headers;
    return { ...request, headers: texts.length > 0 ? { ...others, [name]: texts[0]! } : others };
  }
  const others = request.query.filter(([key]) => key !== name);
  return { ...request, query: [...others, ...texts.map((text) => [name, text] as const)] };
}

/** Path and query of a request. */
export function addressOf({ operation, path, query }: ContractRequest): string {
  const pathname = operation.fullPath.replaceAll(/\{([^}]+)\}/gu, (_, name: string) =>
    encodeURIComponent(path[name] ?? ''),
  );
  const pairs = query.map((pair) => pair.map((text) => encodeURIComponent(text.toWellFormed())).join('='));
  return pairs.length > 0 ? `${pathname}?${pairs.join('&')}` : pathname;
}
