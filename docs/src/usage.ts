import { type Html, html } from './html.ts';
import type { Operation } from './openapi.ts';
import type { Words } from './words/index.ts';

/** The usages that the kit knows, in the order of the legend. */
const order = ['public', 'app', 'pipeline', 'internal', 'debug'];

/** Words that only the platform's own staff should meet. */
export const hiddenFromPublic = new Set(['internal', 'debug']);

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
  const rank = (usage: string) => (order.includes(usage) ? order.indexOf(usage) : order.length);
  return [...new Set(usages)].toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** What the usages of an operation mean for you. */
export const usageSentence = (words: Words, usages: readonly string[]): string =>
  usages
    .map((usage) => words.usage.meanings[usage])
    .filter(Boolean)
    .join(' ');

export const usageBadge = (usage: string): Html => html`<span class="usage ${className(usage)}">${usage}</span>`;

/** Badges at an operation. */
export const usageBadges = (words: Words, usages: readonly string[]): Html =>
  html`<span class="usages"
    ><span class="sr-only">${words.usage.prefix}</span> ${usages.map((usage) => html`${usageBadge(usage)} `)}</span
  >`;

/** Badges in the menu: three letters for the eye, the word for a screen reader. */
export const usageMarks = (usages: readonly string[]): Html =>
  html`<span class="usage-marks"
    >${usages.map(
      (usage) =>
        html`<span class="usage ${className(usage)}" title="${usage}"
          ><span aria-hidden="true">${usage.slice(0, 3)}</span><span class="sr-only"> (${usage})</span></span
        >`,
    )}</span
  >`;

/** Every badge that occurs, with its meaning. */
export const usageLegend = (words: Words, usages: readonly string[]): Html =>
  html`<dl class="legend">
    ${usages.map(
      (usage) =>
        html`<div>
          <dt>${usageBadge(usage)}</dt>
          <dd>${words.usage.meanings[usage] ?? words.usage.undescribed}</dd>
        </div>`,
    )}
  </dl>`;

/** Colour per usage, only of those that occur: a stylesheet must not name what its readers should not know. */
export const usageStyles = (usages: readonly string[]): string =>
  usages
    .map((usage, index) => {
      const known = order.indexOf(usage);
      return `.${className(usage)}{--hue:var(--hue-${(known < 0 ? index : known) % 5})}`;
    })
    .join('\n');
