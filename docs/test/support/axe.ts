import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

export const wide = { width: 1366, height: 900 };
export const narrow = { width: 390, height: 844 };

/** All that a reader can open, opened or closed. */
export const open = (page: Page, isOpen: boolean): Promise<void> =>
  page.evaluate((opened) => {
    for (const details of document.querySelectorAll('details')) details.open = opened;
    if (!opened) return;
    for (const panel of document.querySelectorAll<HTMLElement>('[role=tabpanel]')) panel.hidden = false;
  }, isOpen);

export const themed = (page: Page, theme: string): Promise<void> =>
  page.evaluate((name) => void (document.documentElement.dataset['theme'] = name), theme);

/** axe, to be put into a page: that needs a context that lifts the policy (`bypassCSP`). */
export const axeSource = (): Promise<string> =>
  readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What of a page is looked at, by selectors, and by which rules: all, unless told otherwise. */
export interface Look {
  include?: string;
  exclude?: string;
  /** Whether colours are looked at: costly, for each text is drawn. `only` leaves out everything else. */
  contrast?: boolean | 'only';
}

/** What axe finds serious or critical on a page that has its source. What is far from the screen is drawn for it. */
export const axeFindings = (page: Page, { include, exclude, contrast = true }: Look = {}): Promise<string[]> =>
  page.evaluate(
    async ([context, given]) => {
      const drawn = new CSSStyleSheet();
      drawn.replaceSync('* { content-visibility: visible !important }');
      document.adoptedStyleSheets = [drawn];
      type Violation = { id: string; impact: string; nodes: { html: string; target: string[] }[] };
      const { axe: engine } = window as unknown as {
        axe: { run(context: object, options: object): Promise<{ violations: Violation[] }> };
      };
      const { violations } = await engine.run(context, { resultTypes: ['violations'], ...given });
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(
          ({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0]?.target.join(' ')} ${nodes[0]?.html.slice(0, 200)}`,
        );
    },
    [
      { include: [include ?? 'html'], ...(exclude !== undefined && { exclude: [exclude] }) },
      {
        ...(contrast === 'only' && { runOnly: ['color-contrast'] }),
        ...(contrast === false && { rules: { 'color-contrast': { enabled: false } } }),
      },
    ] as const,
  );
