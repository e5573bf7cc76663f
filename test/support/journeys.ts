import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { toolEnvironment } from '../../scripts/lib/run.ts';
import { root } from '../../scripts/lib/stamp.ts';

/** Something that was looked at in an answer. */
export interface Check {
  name: string;
  condition?: string;
  message: string;
  passed: boolean;
}

/** A request that a journey made, and its answer. A step that was repeated appears once per try. */
export interface Call {
  stepId: string;
  request: { method: string; url: string };
  response: { statusCode: number; headers: Record<string, string>; body?: unknown };
  checks: Check[];
}

export interface JourneyRun {
  code: number;
  /** What Respect printed. */
  output: string;
  /** From `Summary for` to the counts. */
  summary: string;
  /** As the summary counts them: the tries before the last one of a step are not among them. */
  checks: { passed: number; failed: number };
  calls: Call[];
}

interface Report {
  files: Record<string, { executedWorkflows: { executedSteps: Call[] }[] }>;
}

/** Without colours, and without the spaces that do not break, with which Respect indents. */
const plain = (text: string): string => stripVTControlCharacters(text).replaceAll('\u00a0', ' ');

const tool = join(root, 'node_modules/.bin/redocly');

/**
 * Runs a journey with Respect, Redocly's runner of Arazzo documents.
 *
 * @param file path of the journey
 * @param url origin of the counter
 * @param inputs given by the environment, so that no secret is in the list of processes
 * @param onOutput called with what has been printed so far, each time something is
 */
export async function runJourney(
  file: string,
  url: string,
  inputs: Record<string, string>,
  onOutput: (output: string) => void = () => {},
): Promise<JourneyRun> {
  const folder = mkdtempSync(join(tmpdir(), 'journey-'));
  try {
    const report = join(folder, 'report.json');
    const servers = [`--server=api=${url}/api/v1`, `--server=oauth=${url}`];
    const child = spawn(tool, ['respect', file, ...servers, `--json-output=${report}`, '--verbose'], {
      cwd: root,
      env: { ...toolEnvironment, NODE_ENV: '', REDOCLY_CLI_RESPECT_INPUT: JSON.stringify(inputs) },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => onOutput((output += plain(chunk.toString()))));
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve(status ?? 1));
    });
    const [, summary = ''] = /^ *(Summary for [^]*?)\n *Time:/m.exec(output) ?? [];
    if (summary === '') throw new Error(`Respect did not run ${file}:\n${output}`);
    const text = readFileSync(report, 'utf8');
    const { files } = JSON.parse(text) as Report;
    const calls = Object.values(files).flatMap(({ executedWorkflows }) =>
      executedWorkflows.flatMap(({ executedSteps }) => executedSteps),
    );
    const [, counts = ''] = /Checks: (.*)/.exec(summary) ?? [];
    const counted = (what: string): number => Number(new RegExp(`(\\d+) ${what}`).exec(counts)?.[1] ?? 0);
    const checks = { passed: counted('passed'), failed: counted('failed') };
    return { code, output: output + text, summary, checks, calls };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
