import type { Detail, Side } from './changes.ts';
import { type BoundName, type Field, isLowerBound } from './fields.ts';

const without = (list: readonly string[] = [], other: readonly string[] = []): string[] =>
  list.filter((item) => !other.includes(item));

/** An addition below another is not told: the upper one says enough. */
const topmost = (paths: readonly string[]): string[] =>
  paths.filter(
    (path) => !paths.some((other) => other !== path && (path.startsWith(`${other}.`) || path.startsWith(`${other}[`))),
  );

/** `integer` is a `number` to whoever reads one. */
const accepts = (types: readonly string[], type: string): boolean =>
  types.includes(type) || types.length === 0 || (type === 'integer' && types.includes('number'));

function compareTypes(name: string, side: Side, before: Field, after: Field): Detail[] {
  const added = after.types.filter((type) => !accepts(before.types, type));
  const removed = before.types.filter((type) => !accepts(after.types, type));
  const detail = (how: 'added' | 'removed', types: string[], breaking: boolean): Detail[] =>
    types.length === 0 ? [] : [{ what: 'type', how, name, side, types, breaking }];
  return [...detail('added', added, side === 'response'), ...detail('removed', removed, side === 'request')];
}

function compareValues(name: string, side: Side, before: Field, after: Field): Detail[] {
  const details: Detail[] = [];
  // Between a list and none, the type says enough, but a new list refuses what was accepted.
  if (before.open !== after.open && before.values && after.values) {
    const how = after.open ? 'opened' : 'closed';
    details.push({ what: 'list', how, name, side, breaking: after.open === (side === 'response') });
  }
  if (before.values === undefined && after.values !== undefined && !after.open && side === 'request')
    details.push({ what: 'list', how: 'closed', name, side, breaking: true });
  if (before.values === undefined || after.values === undefined) return details;
  const added = without(after.values, before.values);
  const removed = without(before.values, after.values);
  if (added.length > 0)
    details.push({
      what: 'values',
      how: 'added',
      name,
      side,
      values: added,
      breaking: side === 'response' && !before.open,
    });
  if (removed.length > 0)
    details.push({ what: 'values', how: 'removed', name, side, values: removed, breaking: side === 'request' });
  return details;
}

/** Of bounds, only those of requests are told: they can refuse a value. */
function compareBounds(name: string, before: Field, after: Field): Detail[] {
  const names = new Set([...Object.keys(before.bounds), ...Object.keys(after.bounds)] as BoundName[]);
  const bounds = [...names].flatMap((bound): Detail[] => {
    const [from, to] = [before.bounds[bound], after.bounds[bound]];
    if (from === to) return [];
    const breaking = to !== undefined && (from === undefined || to > from === isLowerBound(bound));
    return [{ what: 'bound', how: 'changed', name, bound, from: from?.toString(), to: to?.toString(), breaking }];
  });
  if (before.pattern === after.pattern) return bounds;
  const [from, to] = [before.pattern, after.pattern];
  return [
    ...bounds,
    { what: 'bound', how: 'changed', name, bound: 'pattern', from, to, breaking: after.pattern !== undefined },
  ];
}

/** What is different for a caller in one field. */
export function compareField(name: string, side: Side, before: Field, after: Field): Detail[] {
  const details: Detail[] = [];
  if (before.required !== after.required)
    details.push({
      what: 'presence',
      how: after.required ? 'required' : 'optional',
      name,
      side,
      breaking: after.required === (side === 'request'),
    });
  if (!before.deprecated && after.deprecated)
    details.push({ what: 'field', how: 'deprecated', name, side, breaking: false });
  details.push(...compareTypes(name, side, before, after), ...compareValues(name, side, before, after));
  return side === 'request' ? [...details, ...compareBounds(name, before, after)] : details;
}

/** What is different for a caller in all fields of a body. */
export function compareFields(
  side: Side,
  before: ReadonlyMap<string, Field>,
  after: ReadonlyMap<string, Field>,
): Detail[] {
  const added = topmost([...after.keys()].filter((name) => !before.has(name)));
  const removed = topmost([...before.keys()].filter((name) => !after.has(name)));
  return [
    ...removed.map((name): Detail => ({ what: 'field', how: 'removed', name, side, breaking: true })),
    ...added.map((name): Detail => {
      const required = after.get(name)?.required ?? false;
      return { what: 'field', how: 'added', name, side, required, breaking: required && side === 'request' };
    }),
    ...[...after].flatMap(([name, field]) => {
      const old = before.get(name);
      return old ? compareField(name, side, old, field) : [];
    }),
  ];
}
