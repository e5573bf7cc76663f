import { tokenUrl } from '../generated/connection.gen.ts';
import { examples } from '../generated/examples.gen.ts';
import { operations } from '../generated/operations.gen.ts';
import type { OperationName } from './failure.ts';

interface Route {
  name: OperationName;
  method: string;
  path: RegExp;
  /** Whether calls need a token or key. */
  secured: boolean;
  isTokenEndpoint: boolean;
}

const escape = (text: string): string => text.replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);

/** What is read of an operation; a contract may have no operation of some kind, so that its literal types would not compare. */
type Called = Readonly<Record<'method' | 'path', string> & { secured: boolean }>;

/** Those without parameters first: `/things/latest` is not `/things/{id}`. */
const routes: readonly Route[] = (Object.keys(examples) as OperationName[])
  .map((name) => ({ name, ...operations[examples[name].operation] }))
  .toSorted((a, b) => a.path.split('{').length - b.path.split('{').length)
  .map(({ name, method, path, secured }: Called & { name: OperationName }) => ({
    name,
    method,
    path: new RegExp(`${escape(path).replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    secured,
    isTokenEndpoint: method === 'POST' && new URL(tokenUrl, 'https://origin').pathname === path,
  }));

/** The operation that a request calls. */
export function operationOf(request: Request): Route | undefined {
  const { pathname } = new URL(request.url);
  return routes.find(({ method, path }) => method === request.method && path.test(pathname));
}
