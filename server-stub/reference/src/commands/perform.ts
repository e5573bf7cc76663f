import { readConfig } from '../config.ts';
import { askRunningServer } from '../control-client.ts';
import type { OperatorActions } from '../operator.ts';

/** Lets the server that holds the embedded database do something, or does it on the database itself. */
export async function perform<Name extends keyof OperatorActions>(
  name: Name,
  input: Parameters<OperatorActions[Name]>[1],
): Promise<Awaited<ReturnType<OperatorActions[Name]>>> {
  type Answer = Awaited<ReturnType<OperatorActions[Name]>>;
  const asked = await askRunningServer(readConfig(), name, input);
  if (asked !== undefined) return asked.answer as Answer;
  const { readContract } = await import('../contract.ts');
  const { operatorActions } = await import('../operator.ts');
  const { withStore } = await import('./with-store.ts');
  const { scopes } = await readContract();
  const action = operatorActions[name] as (desk: unknown, wish: unknown) => Promise<Answer>;
  return withStore((db, peppers) => action({ db, peppers, scopes }, input));
}
