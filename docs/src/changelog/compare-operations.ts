import { type Document, type Endpoint, type MediaType, type Response, resolve } from '../openapi.ts';
import { parametersOf } from '../outputs/operation-page.ts';
import type { Detail, Side } from './changes.ts';
import { compareField, compareFields } from './compare-fields.ts';
import { fieldsOf } from './fields.ts';

/** An operation in the document that it stands in. */
export interface Placed {
  document: Document;
  endpoint: Endpoint;
}

type Content = Record<string, MediaType>;

/** Names of one, of the other, and of both. */
function names(before: object = {}, after: object = {}) {
  const [old, now] = [Object.keys(before), Object.keys(after)];
  return {
    removed: old.filter((name) => !now.includes(name)),
    added: now.filter((name) => !old.includes(name)),
    both: old.filter((name) => now.includes(name)),
  };
}

function compareParameters(before: Placed, after: Placed): Detail[] {
  const read = ({ document, endpoint }: Placed) =>
    Object.fromEntries(
      parametersOf(document, endpoint).map((parameter) => {
        const [field] = fieldsOf(document, parameter.schema, 'request').values();
        const { name, in: place, required = false, schema } = parameter;
        const deprecated = (parameter as { deprecated?: boolean }).deprecated === true;
        return [`${place} ${name}`, { name, place, required, deprecated, field, document, schema }] as const;
      }),
    );
  const [old, now] = [read(before), read(after)];
  const { removed, added, both } = names(old, now);
  return [
    ...removed.map((key): Detail => {
      const { name = '', place = '' } = old[key] ?? {};
      return { what: 'parameter', how: 'removed', name, place, breaking: true };
    }),
    ...added.map((key): Detail => {
      const { name = '', place = '', required = false } = now[key] ?? {};
      return { what: 'parameter', how: 'added', name, place, required, breaking: required };
    }),
    ...both.flatMap((key) => {
      const [first, second] = [old[key], now[key]];
      if (!first?.field || !second?.field) return [];
      const { name, place } = second;
      const fields = [first, second].map(({ field, required }) => ({ ...field!, required }));
      const items = [first, second].map(({ document, schema }) => fieldsOf(document, schema, 'request'));
      for (const list of items) list.delete('');
      const inner = compareFields('request', items[0]!, items[1]!).map((detail) =>
        'name' in detail
          ? { ...detail, name: `${name}${detail.name.startsWith('[') ? '' : '.'}${detail.name}` }
          : detail,
      );
      const own = compareField(name, 'request', fields[0]!, fields[1]!);
      const deprecated: Detail[] =
        second.deprecated && !first.deprecated
          ? [{ what: 'parameter', how: 'deprecated', name, place, breaking: false }]
          : [];
      return [...own, ...deprecated, ...inner];
    }),
  ];
}

function compareContent(
  side: Side,
  status: string | undefined,
  before: [Document, Content],
  after: [Document, Content],
) {
  const { removed, added, both } = names(before[1], after[1]);
  const media = (how: 'added' | 'removed', name: string): Detail => ({
    what: 'media',
    how,
    name,
    side,
    ...(status !== undefined && { status }),
    breaking: how === 'removed',
  });
  return [
    ...removed.map((name) => media('removed', name)),
    ...added.map((name) => media('added', name)),
    ...both.flatMap((name) =>
      compareFields(
        side,
        fieldsOf(before[0], before[1][name]?.schema, side),
        fieldsOf(after[0], after[1][name]?.schema, side),
      ),
    ),
  ];
}

function compareBody(before: Placed, after: Placed): Detail[] {
  const read = ({ document, endpoint }: Placed) => {
    const { requestBody } = endpoint.operation;
    return requestBody && resolve<{ required?: boolean; content?: Content }>(document, requestBody);
  };
  const [old, now] = [read(before), read(after)];
  if (!old && !now) return [];
  if (!old) return [{ what: 'body', how: 'added', breaking: now?.required === true }];
  if (!now) return [{ what: 'body', how: 'removed', breaking: true }];
  const presence: Detail[] =
    (old.required ?? false) === (now.required ?? false)
      ? []
      : [{ what: 'body', how: now.required ? 'required' : 'optional', breaking: now.required === true }];
  const content = compareContent(
    'request',
    undefined,
    [before.document, old.content ?? {}],
    [after.document, now.content ?? {}],
  );
  return [...presence, ...content];
}

function compareResponses(before: Placed, after: Placed): Detail[] {
  const [old, now] = [before.endpoint.operation.responses, after.endpoint.operation.responses];
  const { removed, added, both } = names(old, now);
  return [
    ...removed.map((name): Detail => ({ what: 'status', how: 'removed', name, breaking: /^[23]/.test(name) })),
    ...added.map((name): Detail => ({ what: 'status', how: 'added', name, breaking: false })),
    ...both.flatMap((status) => {
      const first = resolve<Response>(before.document, old![status]!);
      const second = resolve<Response>(after.document, now![status]!);
      const headers = names(first.headers, second.headers);
      const header = (how: 'added' | 'removed', name: string): Detail => ({
        what: 'header',
        how,
        name,
        status,
        breaking: how === 'removed',
      });
      return [
        ...compareContent(
          'response',
          status,
          [before.document, first.content ?? {}],
          [after.document, second.content ?? {}],
        ),
        ...headers.removed.map((name) => header('removed', name)),
        ...headers.added.map((name) => header('added', name)),
      ];
    }),
  ];
}

/** Ways to be let in, each in one line: `oauth2 (a, b) + userToken`. */
function waysIn({ document, endpoint }: Placed): string[] {
  return (endpoint.operation.security ?? document.security ?? []).map((requirement) =>
    Object.entries(requirement)
      .map(([scheme, scopes]) => (scopes.length > 0 ? `${scheme} (${scopes.toSorted().join(', ')})` : scheme))
      .toSorted()
      .join(' + '),
  );
}

function compareAccess(before: Placed, after: Placed): Detail[] {
  const [old, now] = [waysIn(before), waysIn(after)];
  const wasOpen = old.length === 0;
  return [
    ...old
      .filter((way) => !now.includes(way))
      .map((name): Detail => ({ what: 'access', how: 'removed', name, breaking: now.length > 0 })),
    ...now
      .filter((way) => !old.includes(way))
      .map((name): Detail => ({ what: 'access', how: 'added', name, breaking: wasOpen })),
  ];
}

/** What is different for those who call an operation, each once. */
export function compareOperations(before: Placed, after: Placed): Detail[] {
  const all = [
    ...compareAccess(before, after),
    ...compareParameters(before, after),
    ...compareBody(before, after),
    ...compareResponses(before, after),
  ];
  return [...new Map(all.map((detail) => [JSON.stringify(detail), detail])).values()];
}
