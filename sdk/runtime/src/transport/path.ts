import { scalar } from './query.ts';

function segment(template: string, name: string, value: unknown): string {
  const text = Array.isArray(value)
    ? value.map((item) => scalar(name, item)).join(',')
    : value === undefined || value === null
      ? ''
      : scalar(name, value);
  // An empty segment, or one that means "here" or "above", would ask for another resource than the caller named.
  if (text === '' || text === '.' || text === '..') {
    throw new TypeError(
      `Path parameter \`${name}\` of ${template} is ${text === '' ? 'missing or empty' : `\`${text}\``}. Pass a value.`,
    );
  }
  return Array.isArray(value)
    ? value.map((item) => encodeURIComponent(scalar(name, item))).join(',')
    : encodeURIComponent(text);
}

/**
 * Fills the parameters of a path template, in OpenAPI's style `simple`.
 *
 * @throws TypeError naming a parameter that is missing, empty, or a dot segment
 *
 * @example fillPath('/things/{id}', { id: 'a/b' }) // '/things/a%2Fb'
 */
export const fillPath = (template: string, parameters: Readonly<Record<string, unknown>> | undefined): string =>
  template.includes('{')
    ? template.replace(/\{([^{}]+)\}/g, (_, name: string) => segment(template, name, parameters?.[name]))
    : template;
