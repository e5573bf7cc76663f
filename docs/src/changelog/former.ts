import redoc from 'redoc';
import type { Document } from '../openapi.ts';
import { callOf } from '../outputs/operation-page.ts';
import { operationAnchor } from '../reference/endpoint.ts';
import { publicOperations } from './compare.ts';
import type { Release } from './released.ts';

/** An operation that was published and is not there any more. */
export interface GoneOperation {
  operationId: string;
  title: string;
  /** The anchors that led to it, or to its tag when nothing is left of that. */
  anchors: readonly string[];
  /** The first release without it; absent when it is gone since the last one. */
  version?: string;
}

/** Where earlier links lead today. */
export interface Former {
  /** By operation id: anchors that stand for it beside its own. */
  anchors: ReadonlyMap<string, readonly string[]>;
  gone: readonly GoneOperation[];
}

const tagAnchor = (name: string): string => `tag/${redoc.safeSlugify(name)}`;

/**
 * Former anchors of a reference, worked out from its releases: an operation that has another id today is found by its
 * method and path, and a tag that is gone by the operations that it had.
 */
export function formerAnchors(
  { slug, document }: { slug: string; document: Document },
  releases: readonly Release[],
): Former {
  const today = publicOperations(document);
  const byCall = new Map([...today].map(([id, endpoint]) => [callOf(document, endpoint), id]));
  const tagsToday = new Set([...today.values()].flatMap(({ operation }) => operation.tags ?? []).map(tagAnchor));
  const anchors = new Map<string, Set<string>>();
  const gone = new Map<string, GoneOperation & { anchors: string[] }>();
  const told = new Set<string>();
  const keep = (id: string, anchor: string) => {
    if (told.has(anchor)) return;
    told.add(anchor);
    anchors.set(id, (anchors.get(id) ?? new Set()).add(anchor));
  };
  for (const [index, { documents }] of releases.entries()) {
    const released = documents.get(slug);
    if (!released) continue;
    const version = releases[index - 1]?.version;
    for (const [id, endpoint] of publicOperations(released)) {
      const now = today.has(id) ? id : byCall.get(callOf(released, endpoint));
      if (now !== undefined && now !== id) keep(now, operationAnchor(id));
      if (now === undefined && !gone.has(id)) {
        const title = endpoint.operation.summary ?? id;
        gone.set(id, { operationId: id, title, anchors: [operationAnchor(id)], ...(version && { version }) });
      }
      const tags = (endpoint.operation.tags ?? []).map(tagAnchor).filter((anchor) => !tagsToday.has(anchor));
      // The first operation of the tag that is still there speaks for it.
      if (now !== undefined) for (const anchor of tags) keep(now, anchor);
    }
  }
  for (const { documents } of releases) {
    const released = documents.get(slug);
    for (const [id, { operation }] of released ? publicOperations(released) : []) {
      for (const anchor of (operation.tags ?? []).map(tagAnchor)) {
        if (told.has(anchor) || tagsToday.has(anchor)) continue;
        told.add(anchor);
        gone.get(id)?.anchors.push(anchor);
      }
    }
  }
  return { anchors: new Map([...anchors].map(([id, set]) => [id, [...set]])), gone: [...gone.values()] };
}
