import type { Reference } from '../edition.ts';
import type { Guide } from '../guides.ts';
import { type Endpoint, type Response, resolve } from '../openapi.ts';
import { callOf } from '../outputs/operation-page.ts';
import { code, codeFence, document as page } from '../outputs/text.ts';
import { basePath } from '../reference/endpoint.ts';
import type { Catalogue } from '../translation/catalogue.ts';
import { type Language, languages } from '../words/index.ts';
import { type Journey, type Step, operationOf } from './arazzo.ts';
import { criterionText, meets, statusOf } from './criteria.ts';
import { Variables, curlOf } from './request.ts';
import { textsOfJourneys } from './texts.ts';

type Words = (typeof languages)[Language]['journey'];

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

/** The first example of the expected status that meets the criteria: another would be an answer that the journey refuses. */
function answerOf({ plain }: Reference, { operation }: Endpoint, step: Step): { about: string; body?: unknown } {
  const status = statusOf(step);
  const declared = operation.responses?.[status];
  if (declared === undefined)
    throw new Error(`The step ${step.stepId} expects ${status}, which ${operation.operationId} does not declare.`);
  const { description = '', content = {} } = resolve<Response>(plain, declared);
  const bodies = Object.values(content).flatMap(({ examples = {} }) =>
    Object.values(examples).map((example) => resolve(plain, example).value),
  );
  return { about: `**${status}** ${description}`, body: bodies.find((body) => meets(body, step)) };
}

/** What is repeated, and what later steps need. */
function afterwards({ stepId, onFailure = [], outputs = {} }: Step, variables: Variables, words: Words): string[] {
  const list = (texts: readonly string[]) => texts.map(code).join(', ');
  return [
    ...onFailure.map(({ retryAfter, retryLimit, criteria }) =>
      words.again(list(criteria.map((criterion) => criterionText(criterion, variables))), retryAfter, retryLimit),
    ),
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
  const { about, body } = answerOf(reference, endpoint, step);
  const [heading = '', ...rest] = step.description.trim().split(/(?<=\.)\s+/);
  const checks = step.successCriteria.map((criterion) => code(criterionText(criterion, variables)));
  const { operationId = '', summary = operationId } = endpoint.operation;
  const number = journey.workflow.steps.indexOf(step) + 1;
  return page(
    `## ${number}. ${heading.replace(/\.$/, '')} {#${step.stepId}}`,
    rest.join(' '),
    `[${summary.replaceAll(/<[^>]+>/g, '')}](operation:${operationId})${words.colon}${code(callOf(reference.plain, endpoint))}`,
    codeFence(curlOf(step, basePath(reference.document, endpoint), variables), 'sh'),
    about,
    body !== undefined && codeFence(JSON.stringify(body, null, 2), 'json'),
    [
      `- ${words.checked}${words.colon}${checks.join(', ')}`,
      ...afterwards(step, variables, words).map((line) => `- ${line}`),
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
  const words = languages[language].journey;
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
