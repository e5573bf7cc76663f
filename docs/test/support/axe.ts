import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** axe, to be put into a page: that needs a context that lifts the policy (`bypassCSP`). */
export const axeSource = (): Promise<string> =>
  readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds serious or critical on a page that has its source. What is far from the screen is drawn for it. */
export const axeFindings = (page: Page, options: object = {}): Promise<string[]> =>
  page.evaluate(async (given) => {
    const drawn = new CSSStyleSheet();
    drawn.replaceSync('* { content-visibility: visible !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, drawn];
    type Violation = { id: string; impact: string; nodes: { html: string; target: string[] }[] };
    const { axe: engine } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> };
    };
    const { violations } = await engine.run({ resultTypes: ['violations'], ...given });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0]?.target.join(' ')} ${nodes[0]?.html.slice(0, 200)}`);
  }, options);
