import { createInterface } from 'node:readline/promises';
import { UsageError } from './command.ts';

/**
 * The value of an option, asked for when it is missing.
 *
 * @param option - as it is written, such as `--name NAME`, for when there is nobody to ask
 * @throws UsageError when there is no terminal, nothing was answered, or the question is left by Ctrl-C or Ctrl-D
 */
export async function ask(value: string | undefined, option: string, question: string): Promise<string> {
  if (value !== undefined) return value;
  if (!process.stdin.isTTY) throw new UsageError(`${question} Add ${option}.`);
  // Answers go to standard output, questions do not.
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await new Promise<string>((resolve, reject) => {
      const left = () => reject(new UsageError('Nothing was changed.'));
      lines.once('SIGINT', left);
      lines.once('close', left);
      lines.question(`${question} `).then(resolve, reject);
    });
    if (answer.trim() === '') throw new UsageError(`${question} No answer was given, and nothing was changed.`);
    return answer.trim();
  } finally {
    lines.close();
  }
}
