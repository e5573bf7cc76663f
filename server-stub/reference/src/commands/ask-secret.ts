import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from './command.ts';

/**
 * Asks for a text that the terminal does not show.
 *
 * @throws UsageError when there is no terminal, or the question is left by Ctrl-C or Ctrl-D
 */
export async function askSecret(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError('There is no terminal to ask on. Add --generate.');
  process.stderr.write(`${question} `);
  // The terminal is in raw mode: what is typed comes back by way of this output only.
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silence, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      const left = () => reject(new UsageError('Nothing was changed.'));
      lines.once('SIGINT', left);
      lines.once('close', left);
      lines.question('').then(resolve, reject);
    });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
