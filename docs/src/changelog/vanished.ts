import type { Document } from '../openapi.ts';
import { compareContracts, publicOperations } from './compare.ts';
import type { Release } from './released.ts';

/**
 * What partners would lose without having been told: operations of the last release that are not there any more, or
 * not where they were, and were not deprecated in it.
 *
 * @returns one line an operation, which says what to do
 */
export function vanished(last: Release | undefined, today: ReadonlyMap<string, Document>): string[] {
  return [...(last?.documents ?? [])].flatMap(([slug, released]) => {
    const after = today.get(slug) ?? { openapi: '3.1.0', info: { title: '', version: '' } };
    const operations = publicOperations(released);
    return compareContracts(released, after)
      .filter(({ kind }) => kind === 'removed' || kind === 'moved')
      .filter(({ operationId }) => operations.get(operationId)?.operation.deprecated !== true)
      .map(({ kind, operationId, call, before = call }) => {
        const what = kind === 'moved' ? `is ${call} now` : 'is gone';
        return `${operationId} (${before}) was published in ${last?.version} and ${what}.`;
      });
  });
}

/** @throws Error when an operation would disappear unseen. */
export function refuseVanished(last: Release | undefined, today: ReadonlyMap<string, Document>): void {
  const lines = vanished(last, today);
  if (lines.length === 0) return;
  throw new Error(
    `${lines.join('\n')}\nBring it back with \`deprecated: true\`, release that (npm run release:contract), and remove it in the release after that.`,
  );
}
