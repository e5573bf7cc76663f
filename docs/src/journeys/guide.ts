import { STATUS_CODES } from 'node:http';
import type { Reference } from '../edition.ts';
import type { Guide } from '../guides.ts';
import { type Endpoint, type Parameter, type Response, resolve } from '../openapi.ts';
import { callOf } from '../outputs/operation-page.ts';
import { code, codeFence, document as page } from '../outputs/text.ts';
import { basePath } from '../reference/endpoint.ts';
import type { Catalogue } from '../translation/catalogue.ts';
import { type Language, languages } from '../words/index.ts';
import { type Criterion, type Journey, type Step, operationOf } from './arazzo.ts';
import { criterionText, meets, statusOf } from './criteria.ts';
import { Variables, curlOf } from './request.ts';
import { textsOfJourneys } from './texts.ts';

type Words = (typeof languages)[Language]['journey'] & Pick<(typeof languages)[Language], 'colon'>;

/** The operation of a step, in the reference that has it. */
function endpointOf(step: Step, journey: Journey, references: readonly Reference[]): [Reference, Endpoint] {
  const { method, path } = operationOf(step);
  for (const reference of references) {
    for (const endpoint of reference.endpoints.values())
      if (endpoint.method === method && endpoint.path === path) return [reference, endpoint];
  }
  throw new Error(
    `The journey ${journey.name} calls ${method.toUpperCase()} ${path}, which this edition does not have.`,
  );
}

interface Answer {
  status: string;
  about: string;
  /** Fields of the header, with the contract's examples. */
  headers: [name: string, value: string][];
  body?: unknown;
}

/** The first example of the expected status that meets the criteria: another would be an answer that the journey refuses. */
function answerOf({ plain }: Reference, { operation }: Endpoint, step: Step, criteria: Criterion[]): Answer {
  const status = statusOf(step, criteria);
  const declared = operation.responses?.[status];
  if (declared === undefined)
    throw new Error(`The step ${step.stepId} expects ${status}, which ${operation.operationId} does not declare.`);
  const { description = '', headers = {}, content = {} } = resolve<Response>(plain, declared);
  const bodies = Object.values(content).flatMap(({ examples = {} }) =>
    Object.values(examples).map((example) => resolve(plain, example).value),
  );
  return {
    status,
    about: `**${status}** ${description}`,
    headers: Object.entries(headers).flatMap(([name, header]): [string, string][] => {
      const { example, schema } = resolve<Pick<Parameter, 'example' | 'schema'>>(plain, header as Parameter);
      const value = example ?? schema?.['const'];
      return value === undefined ? [] : [[name, String(value)]];
    }),
    body: bodies.find((body) => meets(body, criteria)),
  };
}

const json = (body: unknown): string => JSON.stringify(body, null, 2);

/** An answer after which one asks again, whole: its header says when. */
function refusalText({ status, about, headers, body }: Answer, words: Words): string {
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`.trim(), ...headers.map((field) => field.join(': '))];
  const message = [head.join('\n'), ...(body === undefined ? [] : [json(body)])].join('\n\n');
  return page(words.first(about), codeFence(message, 'http'));
}

/** What is repeated, and what later steps need. */
function afterwards(
  { stepId, onFailure = [], outputs = {} }: Step,
  refusals: readonly Answer[],
  variables: Variables,
  words: Words,
): string[] {
  const list = (texts: readonly string[]) => texts.map(code).join(', ');
  return [
    ...onFailure.map(({ retryAfter, retryLimit, criteria }, index) => {
      const shown = list(criteria.map((criterion) => criterionText(criterion, variables)));
      const says = refusals[index]?.headers.some(([name]) => name === 'Retry-After') ? words.wait : '';
      return words.again(shown, retryAfter, retryLimit) + says;
    }),
    ...Object.entries(outputs).map(([name, expression]) =>
      words.keep(code(criterionText({ condition: expression }, variables)), code(`$${variables.output(stepId, name)}`)),
    ),
  ];
}

function stepText(
  journey: Journey,
  step: Step,
  references: readonly Reference[],
  variables: Variables,
  words: Words,
): string {
  const [reference, endpoint] = endpointOf(step, journey, references);
  const answer = answerOf(reference, endpoint, step, step.successCriteria);
  const refusals = (step.onFailure ?? []).map(({ criteria }) => answerOf(reference, endpoint, step, criteria));
  const [heading = '', ...rest] = step.description.trim().split(/(?<=\.)\s+/);
  const checks = step.successCriteria.map((criterion) => code(criterionText(criterion, variables)));
  const { operationId = '', summary = operationId } = endpoint.operation;
  const number = journey.workflow.steps.indexOf(step) + 1;
  return page(
    `## ${number}. ${heading.replace(/\.$/, '')} {#${step.stepId}}`,
    rest.join(' '),
    `[${summary.replaceAll(/<[^>]+>/g, '')}](operation:${operationId})${words.colon}${code(callOf(reference.plain, endpoint))}`,
    codeFence(curlOf(step, basePath(reference.document, endpoint), variables), 'sh'),
    ...refusals.map((refusal) => refusalText(refusal, words)),
    refusals.length > 0 ? words.finally(answer.about) : answer.about,
    answer.body !== undefined && codeFence(json(answer.body), 'json'),
    [
      `- ${words.checked}${words.colon}${checks.join(', ')}`,
      ...afterwards(step, refusals, variables, words).map((line) => `- ${line}`),
    ].join('\n'),
  );
}

/**
 * Journeys as guides of an edition, in a language: each step with its request, its answer and what is checked.
 *
 * @throws Error when a step calls an operation that the edition does not have
 */
export function journeyGuides(
  journeys: readonly Journey[],
  references: readonly Reference[],
  language: Language,
  { translate }: Pick<Catalogue, 'translate'>,
): Guide[] {
  const { colon, journey: ofJourneys } = languages[language];
  const words = { ...ofJourneys, colon };
  return structuredClone(journeys).map((journey) => {
    for (const text of textsOfJourneys([journey])) text.replace(translate(text.value) ?? text.value);
    const { info, workflow, name } = journey;
    const variables = new Variables(workflow.steps);
    return {
      slug: `journey-${name}`,
      language,
      title: info.title,
      description: info.summary,
      order: info['x-order'],
      group: 'journeys',
      audience: 'public',
      formerly: [],
      body: page(
        workflow.description,
        words.lead,
        ...workflow.steps.map((step) => stepText(journey, step, references, variables, words)),
      ),
    };
  });
}
