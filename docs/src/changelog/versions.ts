import type { Document } from '../openapi.ts';
import { type Detail, type OperationChange, changeKinds } from './changes.ts';
import { compareContracts, publicOperations } from './compare.ts';
import type { Release } from './released.ts';

/** Changes that many operations have in common, told once. */
export interface CommonChange {
  details: readonly Detail[];
  operations: readonly OperationChange[];
}

/** What became of one contract in a version. */
export interface ContractChanges {
  slug: string;
  title: string;
  changes: readonly OperationChange[];
  common: readonly CommonChange[];
}

/** One entry of the changelog. */
export interface Version {
  /** Absent for what is not released yet. */
  version?: string;
  date?: string;
  contracts: readonly ContractChanges[];
  /** Number of operations, for the first release, which changed nothing. */
  first?: number;
}

/** A detail that this many operations share is told once. */
const commonFrom = 4;

/** Says in one line what is to be said of several fields. */
function joined(details: readonly Detail[]): Detail[] {
  const sayings = Map.groupBy(details, (detail) =>
    JSON.stringify(detail.what === 'field' ? { ...detail, name: '' } : detail),
  );
  return [...sayings.values()].map(([detail, ...others]) => {
    const more = others.flatMap((other) => (other.what === 'field' ? other.name : []));
    return more.length > 0 && detail!.what === 'field' ? { ...detail!, more } : detail!;
  });
}

const none: Document = { openapi: '3.1.0', info: { title: '', version: '' } };

function gather(slug: string, before: Document | undefined, after: Document | undefined): ContractChanges[] {
  const all = compareContracts(before ?? none, after ?? none);
  if (all.length === 0) return [];
  const byDetail = Map.groupBy(
    all.flatMap((change) => change.details.map((detail) => ({ change, detail, key: JSON.stringify(detail) }))),
    ({ key }) => key,
  );
  const common = [...byDetail.values()].filter((uses) => uses.length >= commonFrom);
  const told = new Set(common.map(([use]) => use?.key));
  const changes = all
    .map((change) => {
      const details = joined(change.details.filter((detail) => !told.has(JSON.stringify(detail))));
      const breaking = change.kind === 'changed' ? details.some((detail) => detail.breaking) : change.breaking;
      return { ...change, details, breaking };
    })
    .filter(({ kind, details }) => kind !== 'changed' || details.length > 0);
  const title = (after ?? before)?.info.title ?? slug;
  const together = Map.groupBy(common, (uses) => uses.map(({ change }) => change.operationId).join(' '));
  const shared = [...together.values()].map((group) => ({
    details: joined(group.map(([use]) => use!.detail)),
    operations: group[0]!.map(({ change }) => change),
  }));
  return [{ slug, title, changes, common: shared }];
}

/**
 * The entries of the changelog, newest first.
 *
 * @param releases newest first
 * @param today the contracts as they are now, by the names of their pages
 */
export function versionsOf(releases: readonly Release[], today: ReadonlyMap<string, Document>): Version[] {
  const states = [{ documents: today } as { documents: typeof today } & Partial<Release>, ...releases];
  return states.flatMap(({ version, date, documents }, index): Version[] => {
    const before = states[index + 1];
    const named = { ...(version !== undefined && { version }), ...(date !== undefined && { date }) };
    if (!before) {
      if (version === undefined) return [];
      const operations = [...documents.values()].map((document) => publicOperations(document).size);
      return [{ ...named, contracts: [], first: operations.reduce((sum, count) => sum + count, 0) }];
    }
    const slugs = [...new Set([...documents.keys(), ...before.documents.keys()])];
    const contracts = slugs.flatMap((slug) => gather(slug, before.documents.get(slug), documents.get(slug)));
    return version === undefined && contracts.length === 0 ? [] : [{ ...named, contracts }];
  });
}

/** The changes of a contract in their order, with what many operations have in common among those that changed. */
export function changesByKind({ changes, common }: ContractChanges) {
  return changeKinds
    .map((kind) => ({
      kind,
      own: changes.filter((change) => change.kind === kind),
      common: kind === 'changed' ? common : [],
    }))
    .filter((group) => group.own.length + group.common.length > 0);
}
