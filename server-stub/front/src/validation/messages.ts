import type { ErrorObject } from 'ajv';
import type { ProblemDetail } from '../problem.ts';

/** The most that is listed: nobody reads on, and a large body may hold thousands. */
const limit = 25;

/** What Ajv found in a body, for its sender. */
export function bodyErrors(errors: readonly ErrorObject[]): ProblemDetail[] {
  return summarize(errors).map((error) => ({ pointer: `#${pointerOf(error)}`, detail: detailOf(error) }));
}

/** What Ajv found in a parameter, for its sender. */
export function parameterErrors(parameter: string, errors: readonly ErrorObject[]): ProblemDetail[] {
  return summarize(errors).map((error) => {
    const pointer = pointerOf(error);
    return { parameter, detail: pointer === '' ? detailOf(error) : `${pointer.slice(1)}: ${detailOf(error)}` };
  });
}

function summarize(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  // "must match a schema in anyOf" says less than the errors of the alternatives, which stand beside it.
  const precise = errors.filter(({ keyword }) => !['anyOf', 'oneOf', 'allOf', 'if'].includes(keyword));
  return (precise.length > 0 ? precise : errors).slice(0, limit);
}

function pointerOf({ instancePath, keyword, params }: ErrorObject): string {
  const name: unknown =
    keyword === 'required'
      ? params['missingProperty']
      : (params['additionalProperty'] ?? params['unevaluatedProperty']);
  return typeof name === 'string'
    ? `${instancePath}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    : instancePath;
}

function detailOf({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return 'is required';
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'is not known here: remove it';
    case 'enum':
      return `must be one of ${(params['allowedValues'] as unknown[]).map(String).join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}`;
    case 'maximum':
      return `must be at most ${params['limit']}`;
    case 'minimum':
      return `must be at least ${params['limit']}`;
    case 'minLength':
      return params['limit'] === 1 ? 'must not be empty' : `must have at least ${params['limit']} characters`;
    case 'format':
      return `must be a valid ${params['format']}`;
    default:
      return message ?? 'is not valid';
  }
}
