import { expect, it } from 'vitest';
import { languages } from '../src/words/index.ts';
import { sortUsages, usageLegend, usageMarks, usageSentence, usageStyles, usagesOf } from '../src/usage.ts';

it('takes an operation without x-usage as public, as the whole kit does', () => {
  expect(usagesOf({}, 'public')).toEqual(['public']);
});

it('hides the words for the platform’s own staff from the public', () => {
  const operation = { 'x-usage': ['public', 'internal', 'debug', 'pipeline'] };
  expect(usagesOf(operation, 'public')).toEqual(['public', 'pipeline']);
  expect(usagesOf(operation, 'internal')).toEqual(['public', 'internal', 'debug', 'pipeline']);
});

it('says what the usages mean for the reader', () => {
  expect(usageSentence(languages.en, ['public', 'app'])).toBe(
    'Open to partners, and kept compatible: build on it. The platform’s own front ends use it too.',
  );
});

it('gives a usage it does not know a badge, a place in the legend and a safe class', () => {
  expect(sortUsages(['beta "x"', 'debug', 'public', 'public'])).toEqual(['public', 'debug', 'beta "x"']);
  expect(usageLegend(languages.en, ['beta "x"']).markup).toContain(
    '<span class="usage usage-beta-x-">beta &quot;x&quot;</span>',
  );
  expect(usageStyles(['beta "x"'])).toBe('.usage-beta-x-{--hue:var(--hue-0)}');
});

it('writes the whole word beside the three letters of the menu, for a screen reader', () => {
  expect(usageMarks(['app']).markup).toContain('<span class="sr-only"> (app)</span>');
});
