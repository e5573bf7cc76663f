import { relative } from 'node:path';
import { StepError } from './steps.ts';

/**
 * Says what went wrong with the data of `npm start`, which is a demonstration: nothing of it need be kept. The server's
 * own words are for an installation, where one wants a backup.
 *
 * @param directory of the demonstration's data
 * @returns the error itself where other data would not help, such as a database that another process uses
 */
export function asDemonstration(error: unknown, directory: string): unknown {
  const { name, message } = error as Error;
  const ofStore =
    name === 'StoreError' ||
    (name === 'StepError' && /^The registry did not start: .*(database|migration)/is.test(message));
  if (!ofStore || /in use by|lock file/.test(message)) return error;
  // The first sentence says what was found, the others what an installation would do.
  const [found = message] = message.split(/(?<=\.)\s+(?=[A-Z])/);
  return new StepError(
    `The data of the demonstration are damaged: delete ${relative(process.cwd(), directory) || directory} and start again. It is made anew, ` +
      `and only the demonstration is in it.\n\n${found}`,
    { cause: error },
  );
}
