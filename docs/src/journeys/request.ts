import { identity } from '../../../guichet.config.ts';
import { type Step, operationOf } from './arazzo.ts';

/** `clientId` of a step `create` is `CREATE_CLIENT_ID` where other steps have a clientId, too. */
const shout = (name: string): string =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/\W+/g, '_')
    .toUpperCase();

/** Names of the shell for what a journey is given, and for what its steps keep for later ones. */
export class Variables {
  readonly #shared = new Set<string>();

  constructor(steps: readonly Step[]) {
    const names = steps.flatMap(({ outputs = {} }) => Object.keys(outputs));
    const given = new Set(['clientId', 'clientSecret']);
    for (const [index, name] of names.entries())
      if (given.has(name) || names.indexOf(name) !== index) this.#shared.add(name);
  }

  /** The name of an output, after that of its step where several share it; the token of the journey needs none. */
  output(stepId: string, name: string): string {
    return this.#shared.has(name) && stepId !== 'token' ? `${shout(stepId)}_${shout(name)}` : shout(name);
  }

  /** Text of a document with its expressions as variables: `Bearer {$steps.token.outputs.accessToken}`. */
  fill(value: unknown): string {
    const name = (source: string, first: string, output: string | undefined): string =>
      source === 'inputs' ? identity.envPrefix + shout(first) : this.output(first, output ?? '');
    return String(value).replaceAll(
      /\{?\$(inputs|steps)\.([\w-]+)(?:\.outputs\.(\w+))?\}?/g,
      (_, source: string, first: string, output?: string) => `$${name(source, first, output)}`,
    );
  }
}

/** Between quotes of the shell where it needs them: double ones where variables are to be filled in. */
function word(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return text.includes('$') ? `"${text}"` : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function bodyOptions({ requestBody }: Step, variables: Variables): string[] {
  if (!requestBody) return [];
  const { contentType, payload } = requestBody;
  if (contentType.includes('form-urlencoded')) {
    return Object.entries(payload).map(([name, value]) => {
      const text = variables.fill(value);
      const isPlain = text.startsWith('$') || encodeURIComponent(text) === text;
      return `${isPlain ? '-d' : '--data-urlencode'} ${word(`${name}=${text}`)}`;
    });
  }
  const text = JSON.stringify(payload, null, 2);
  const line = text.replaceAll(/\n\s*/g, ' ');
  return [`-H ${word(`Content-Type: ${contentType}`)}`, `-d ${word(line.length < 70 ? line : text)}`];
}

/**
 * The request of a step as a curl command, with variables for what is given and for what earlier steps kept.
 *
 * @param base path of the server that the operation is called on, without a last slash
 */
export function curlOf(step: Step, base: string, variables: Variables): string {
  const { method, path } = operationOf(step);
  const { parameters = [], 'x-security': security = [] } = step;
  const valuesIn = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const filled = valuesIn('path').reduce(
    (text, { name, value }) => text.replace(`{${name}}`, variables.fill(value)),
    path,
  );
  const query = valuesIn('query').map(({ name, value }) => `${name}=${variables.fill(value)}`);
  const address = `$${identity.envPrefix}BASE_URL${base}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const options = [
    ...security.map(({ values }) => `-u "${variables.fill(values['username'])}:${variables.fill(values['password'])}"`),
    ...valuesIn('header').map(({ name, value }) => `-H "${name}: ${variables.fill(value)}"`),
    ...bodyOptions(step, variables),
  ];
  const call = method === 'get' ? 'curl' : `curl -X ${method.toUpperCase()}`;
  return [`${call} "${address}"`, ...options].join(' \\\n  ');
}
