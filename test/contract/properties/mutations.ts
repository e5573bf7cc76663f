import { constantFrom, nat, oneof, tuple, type Arbitrary } from 'fast-check';
import { hostileText, hostileValue } from './hostile.ts';

/** Values with one thing in them changed, at any depth: replaced, left out, or put beside. */
export function mutated(values: Arbitrary<unknown>): Arbitrary<unknown> {
  const name = oneof(constantFrom('unexpected', '__proto__', 'constructor', ''), hostileText);
  return tuple(values, nat(), constantFrom('replace', 'remove', 'add'), hostileValue, name).map(
    ([value, place, what, other, key]) => {
      const copy = { root: structuredClone(value) };
      const places = placesIn(copy);
      const { parent, key: at } = places[place % places.length]!;
      if (what === 'replace') parent[at] = other;
      else if (what === 'remove') delete parent[at];
      else if (typeof parent[at] === 'object' && parent[at] !== null) put(parent[at] as object, key, other);
      else parent[at] = { [at]: other };
      return copy.root;
    },
  );
}

type Parent = Record<string, unknown>;

function put(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key === 'length' ? 'size' : key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function placesIn(parent: object): { parent: Parent; key: string }[] {
  return Object.entries(parent).flatMap(([key, inner]) => [
    { parent: parent as Parent, key },
    ...(typeof inner === 'object' && inner !== null ? placesIn(inner as object) : []),
  ]);
}
