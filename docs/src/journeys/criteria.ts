/** Success criteria of a step: as a reader is told them, and which example of the contract meets them. */
import type { Criterion, Step } from './arazzo.ts';
import type { Variables } from './request.ts';

/** `$response.body#/data/0/id` is `data[0].id`, `$response.header.Retry-After` is `Retry-After`. */
const plain = (text: string, variables: Variables): string =>
  text
    .replaceAll(/\$(?:response|request)\.body#\/([\w/-]+)/g, (_, pointer: string) =>
      pointer.replaceAll(/\/(\d+)/g, '[$1]').replaceAll('/', '.'),
    )
    .replaceAll(/\$response\.header\.([\w-]+)/g, '$1')
    .replaceAll(/\$(?:steps|inputs)\.[\w.-]+/g, (expression) => variables.fill(expression));

/** A criterion in short: `200`, `status == 'active'`, `length(data) > 0`, `RateLimit ~ /r=\d+/`. */
export function criterionText({ condition, context = '', type = 'simple' }: Criterion, variables: Variables): string {
  if (type === 'regex') return `${plain(context, variables)} ~ /${condition}/`;
  if (type === 'jsonpath') return condition.replace(/^\$\[\?(.*)\]$/s, '$1').replaceAll('@.', '');
  return plain(condition.replace(/^\$statusCode == /, ''), variables);
}

/** The status that criteria of a step expect. */
export function statusOf({ stepId }: Step, criteria: readonly Criterion[]): string {
  const found = criteria.flatMap(({ condition }) => /^\$statusCode == (\d{3})$/.exec(condition)?.[1] ?? []);
  if (found[0] === undefined)
    throw new Error(`The step ${stepId} does not say which status it expects. Add \`$statusCode == 200\`.`);
  return found[0];
}

const inBody = (body: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined | null)?.[key], body);

/** A side of a comparison: what the body holds there, or a literal. `undefined` where it depends on the run. */
function sideOf(text: string, body: unknown): { value: unknown } | undefined {
  const [, pointer] = /^\$response\.body#(\/\S+)$/.exec(text) ?? [];
  if (pointer !== undefined) return { value: inBody(body, pointer) };
  if (/^'.*'$/.test(text)) return { value: text.slice(1, -1) };
  if (text === 'null') return { value: null };
  return /^-?\d+$/.test(text) ? { value: Number(text) } : undefined;
}

/** Whether a body can be the answer that criteria expect: what depends on the run, or wants more than a comparison, is not looked at. */
export function meets(body: unknown, criteria: readonly Criterion[]): boolean {
  return criteria.every(({ condition, context = '', type = 'simple' }) => {
    const [, pointer] = /^\$response\.body#(\/\S+)$/.exec(context) ?? [];
    if (type === 'regex') return pointer === undefined || new RegExp(condition).test(String(inBody(body, pointer)));
    const [, left = '', operator, right = ''] = /^(\S+) (==|!=) (\S.*)$/.exec(condition) ?? [];
    const [a, b] = [sideOf(left, body), sideOf(right, body)];
    if (type !== 'simple' || a === undefined || b === undefined) return true;
    return (a.value === b.value) === (operator === '==');
  });
}
