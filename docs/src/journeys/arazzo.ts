/** Journeys: Arazzo 1.0 documents that say, step by step, how one gets to an answer. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { identity } from '../../../guichet.config.ts';
import { renameIdentity } from '../../../spec/plugins/identity.js';

/** The parts of an Arazzo document that a page shows. A journey is a document with one workflow. */
export interface Journey {
  /** Name of the file, without its endings. */
  name: string;
  info: {
    title: string;
    summary: string;
    /** Its place among the journeys. */
    'x-order': number;
  };
  workflow: { workflowId: string; description: string; steps: Step[] };
}

/** A request, and what is expected of its answer. */
export interface Step {
  stepId: string;
  /** Its first sentence is the heading. */
  description: string;
  /** `{$sourceDescriptions.<name>.url}#/paths/<path>/<method>`, the path as in a JSON pointer. */
  operationPath: string;
  parameters?: { name: string; in: 'path' | 'query' | 'header'; value: string | number | boolean }[];
  requestBody?: { contentType: string; payload: Record<string, unknown> };
  /** How the client authenticates where Arazzo has no word for it: an extension of Redocly's. */
  'x-security'?: { scheme: { type: string; scheme: string }; values: Record<string, string> }[];
  successCriteria: Criterion[];
  onFailure?: { name: string; type: string; retryAfter: number; retryLimit: number; criteria: Criterion[] }[];
  /** What later steps need, by expressions. */
  outputs?: Record<string, string>;
}

/** A condition; one with a context is a JSONPath or a regular expression for it. */
export interface Criterion {
  condition: string;
  context?: string;
  type?: 'simple' | 'jsonpath' | 'regex';
}

export const journeysFolder = fileURLToPath(new URL('../../../spec/journeys', import.meta.url));

const ending = '.arazzo.yaml';

/**
 * Reads every journey of a folder, in their order, under the identity of the kit.
 *
 * @throws Error when a document does not have exactly one workflow
 */
export function readJourneys(folder: string = journeysFolder): Journey[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(ending));
  return files
    .map((file): Journey => {
      const text = renameIdentity(readFileSync(join(folder, file), 'utf8'), identity);
      const { info, workflows } = parse(text) as { info: Journey['info']; workflows: Journey['workflow'][] };
      const [workflow, ...others] = workflows;
      if (!workflow || others.length > 0)
        throw new Error(`The journey ${file} has ${workflows.length} workflows. Give each a document of its own.`);
      return { name: file.slice(0, -ending.length), info, workflow };
    })
    .toSorted((a, b) => a.info['x-order'] - b.info['x-order']);
}

/** Method and path of a step's operation, as the contract has them. */
export function operationOf({ operationPath, stepId }: Step): { method: string; path: string } {
  const [, path, method] = /#\/paths\/([^/]+)\/(\w+)$/.exec(operationPath) ?? [];
  if (path === undefined || method === undefined)
    throw new Error(
      `The step ${stepId} has the operationPath ${operationPath}, which does not end with a path and method.`,
    );
  return { method, path: path.replaceAll('~1', '/').replaceAll('~0', '~') };
}
