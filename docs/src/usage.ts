import { type Html, html } from './html.ts';
import type { Operation } from './openapi.ts';

/** What each usage of the contract's `x-usage` means for the reader. The order is that of the legend. */
const meanings: Record<string, string> = {
  public: 'Open to partners, and kept compatible: build on it.',
  app: 'The platform’s own front ends use it too.',
  pipeline: 'Data pipelines and analysis use it.',
  internal: 'For the platform’s own services: it can change without notice.',
  debug: 'For looking into a problem: never depend on it.',
};

/** Words that only the platform's own staff should meet. */
const hiddenFromPublic = new Set(['internal', 'debug']);

/** A usage has no business in a class name unless it is a plain word. */
const className = (usage: string): string => `usage-${usage.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;

/**
 * The usages of an operation. A contract without `x-usage` gets `public`, as everywhere in the kit.
 *
 * @param audience The readers: `public` never sees the usages of the platform's own staff.
 */
export function usagesOf(operation: Operation, audience: 'public' | 'internal'): string[] {
  const declared = operation['x-usage'];
  const usages = Array.isArray(declared)
    ? declared.map(String)
    : declared === undefined
      ? ['public']
      : [String(declared)];
  return audience === 'public' ? usages.filter((usage) => !hiddenFromPublic.has(usage)) : usages;
}

/** Sorts as in the legend, unknown usages last. */
export function sortUsages(usages: Iterable<string>): string[] {
  const order = Object.keys(meanings);
  const rank = (usage: string) => (order.includes(usage) ? order.indexOf(usage) : order.length);
  return [...new Set(usages)].toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** One sentence for an operation: what its usages mean for you, and its note. */
export const usageSentence = (usages: readonly string[], note?: string): string =>
  [...usages.map((usage) => meanings[usage]), note?.trim()].filter(Boolean).join(' ');

export const usageBadge = (usage: string): Html => html`<span class="usage ${className(usage)}">${usage}</span>`;

/** Badges at an operation. */
export const usageBadges = (usages: readonly string[]): Html =>
  html`<span class="usages"
    ><span class="sr-only">Usage:</span> ${usages.map((usage) => html`${usageBadge(usage)} `)}</span
  >`;

/** Badges in the menu: two letters for the eye, the word for a screen reader. */
export const usageMarks = (usages: readonly string[]): Html =>
  html`<span class="usage-marks"
    >${usages.map(
      (usage) =>
        html`<span class="usage ${className(usage)}" title="${usage}"
          ><span aria-hidden="true">${usage.slice(0, 2)}</span><span class="sr-only"> (${usage})</span></span
        >`,
    )}</span
  >`;

/** Every badge that occurs, with its meaning. */
export const usageLegend = (usages: readonly string[]): Html =>
  html`<dl class="legend">
    ${usages.map(
      (usage) =>
        html`<div>
          <dt>${usageBadge(usage)}</dt>
          <dd>${meanings[usage] ?? 'Declared by the contract.'}</dd>
        </div>`,
    )}
  </dl>`;

/** Colour per usage, only of those that occur: a stylesheet must not name what its readers should not know. */
export const usageStyles = (usages: readonly string[]): string =>
  usages
    .map((usage, index) => {
      const known = Object.keys(meanings).indexOf(usage);
      return `.${className(usage)}{--hue:var(--hue-${(known < 0 ? index : known) % 5})}`;
    })
    .join('\n');
