import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { identity } from '../../guichet.config.ts';
import { root } from '../../scripts/lib/stamp.ts';
import { type JourneyRun, runJourney } from './journeys.ts';

/** Where the journeys are. */
export const folder = join(root, 'spec/journeys');
export const fileOf = (journey: string): string => join(folder, `${journey}.arazzo.yaml`);

interface Declared {
  workflows: { steps: { stepId: string; successCriteria: unknown[] }[] }[];
}

/** Runs a journey, sees that nothing of it was left out, and that it was green. */
export async function travel(
  journey: string,
  url: string,
  inputs: Record<string, string>,
  onOutput?: (output: string) => void,
): Promise<JourneyRun> {
  const run = await runJourney(fileOf(journey), url, inputs, onOutput);
  expect(run.code, run.output).toBe(0);

  const { workflows } = parse(readFileSync(fileOf(journey), 'utf8')) as Declared;
  const steps = workflows.flatMap((workflow) => workflow.steps);
  const lastTries = steps.map(({ stepId }) => run.calls.findLast((call) => call.stepId === stepId));
  for (const [index, { stepId, successCriteria }] of steps.entries()) {
    const criteria = lastTries[index]?.checks.filter(({ name }) => name === 'success criteria check') ?? [];
    expect(criteria, `the criteria of ${stepId}`).toHaveLength(successCriteria.length);
  }
  const checks = lastTries.flatMap((call) => call?.checks ?? []);
  expect(checks.filter(({ passed }) => !passed)).toEqual([]);
  expect(run.checks).toEqual({ passed: checks.length, failed: 0 });
  expect(leaksOf(run.output, inputs)).toEqual([]);
  return run;
}

/**
 * Names of what an output must not hold: the inputs' secrets, plain and as Basic sends them, any other secret, and tokens.
 * The field `prefix` of a secret may be shown: it has 17 characters.
 */
function leaksOf(output: string, { clientId = '', ...others }: Record<string, string>): string[] {
  const given = Object.entries(others).filter(([name]) => /secret/i.test(name));
  const found = {
    ...Object.fromEntries(given.map(([name, value]) => [name, output.includes(value)])),
    ...Object.fromEntries(
      given.map(([name, value]) => [`${name}, Basic`, output.includes(btoa(`${clientId}:${value}`))]),
    ),
    'a secret by its prefix': new RegExp(String.raw`\b${identity.secretPrefix}[\w-]{20}`).test(output),
    'a new secret, Basic': basicOf(output).some((text) => text.includes(`:${identity.secretPrefix}`)),
    'a token': /eyJ[\w-]{20}/.test(output),
  };
  return Object.entries(found).flatMap(([name, leaks]) => (leaks ? [name] : []));
}

/** What was sent as Basic and is printed, decoded: a secret that only an answer gave is known by its prefix alone. */
const basicOf = (output: string): string[] =>
  [...output.matchAll(/Basic ([A-Za-z\d+/=]{8,})/g)].map(([, encoded = '']) => atob(encoded.replaceAll('=', '')));
