import type { JsonObject } from '@guichet/front';
import { NoSuchValueError } from './flatten.ts';
import type { Random } from './random.ts';

interface Bounds {
  least: number;
  most: number;
}

/** A number for a schema: an integer, a multiple, or one with two digits after the point where that is enough. */
export function inventNumber(schema: JsonObject, random: Random, integer: boolean): number {
  const { least, most } = boundsOf(schema);
  const step = integer ? integerStep(schema['multipleOf']) : numberOf(schema['multipleOf']);
  if (step !== undefined) return multiple(step, { least, most }, { schema, random });
  const inside = (value: number) =>
    value >= least && value <= most && value !== exclusive(schema, 'Minimum') && value !== exclusive(schema, 'Maximum');
  const value = least + random.next() * (most - least);
  const rounded = Math.round(value * 100) / 100;
  if (inside(rounded)) return rounded;
  return inside(value) ? value : (least + most) / 2;
}

function multiple(step: number, { least, most }: Bounds, { schema, random }: { schema: JsonObject; random: Random }) {
  let first = Math.ceil(least / step);
  let last = Math.floor(most / step);
  if (first * step === exclusive(schema, 'Minimum')) first += 1;
  if (last * step === exclusive(schema, 'Maximum')) last -= 1;
  if (first > last) throw new NoSuchValueError(`No multiple of ${step} lies between ${least} and ${most}.`);
  // 3 * 0.1 is not 0.3, and 1.9 / 0.1 not 19: a validator that divides must find an integer.
  const parts = Math.round(1 / step);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const factor = random.integer(first, last);
    const value = [factor * step, factor / parts].find((each) => Number.isInteger(each / step));
    if (value !== undefined) return value;
  }
  return first * step;
}

/** OpenAPI 3.0 marks a bound as exclusive; 2020-12 gives the exclusive bound itself. */
function exclusive(schema: JsonObject, which: 'Minimum' | 'Maximum'): number | undefined {
  const own = schema[`exclusive${which}`];
  return own === true ? numberOf(schema[which.toLowerCase()]) : numberOf(own);
}

/** Where one bound is missing, the range is a thousand wide. */
function boundsOf(schema: JsonObject): Bounds {
  const least = tighter(numberOf(schema['minimum']), exclusive(schema, 'Minimum'), Math.max);
  const most = tighter(numberOf(schema['maximum']), exclusive(schema, 'Maximum'), Math.min);
  const start = least ?? (most === undefined ? 0 : Math.min(0, most - 1000));
  return { least: start, most: most ?? Math.max(1000, start + 1000) };
}

function tighter(one: number | undefined, other: number | undefined, choose: (...values: number[]) => number) {
  const given = [one, other].filter((value) => value !== undefined);
  return given.length === 0 ? undefined : choose(...given);
}

function integerStep(step: unknown): number {
  const given = numberOf(step) ?? 1;
  if (Number.isInteger(given)) return given;
  // Of a half, every second multiple is an integer.
  const parts = 1 / given;
  return Number.isInteger(parts) ? 1 : Math.round(given * 1000);
}

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
