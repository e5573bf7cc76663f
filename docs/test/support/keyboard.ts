import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What has the focus, and whether a reader sees that it has. */
export const focused = (page: Page, wanted = 'body') =>
  page.evaluate((selector) => {
    const element = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth, visibility } = getComputedStyle(element);
    const { top, bottom, left, right, width, height } = element.getBoundingClientRect();
    const inView = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth && width > 0 && height > 0;
    return {
      isBody: element === document.body,
      isWanted: element.matches(selector),
      text: (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 60),
      place: element.closest('dialog, header, nav, main, footer')?.localName ?? '',
      inMain: element.closest('main') !== null,
      isMenu: element.closest('#menu') !== null,
      visible: inView && visibility === 'visible' && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
    };
  }, wanted);

/** Presses a key until what has the focus matches; every step on the way must be visible. */
export async function walk(page: Page, selector: string, { key = 'Tab', most = 300 } = {}): Promise<void> {
  const lost: string[] = [];
  for (let steps = 0; steps < most; steps++) {
    await page.keyboard.press(key);
    const at = await focused(page, selector);
    if (!at.visible && !at.isBody) lost.push(`"${at.text}" in ${at.place}`);
    if (at.isWanted) {
      expect(lost, 'the focus was not visible on').toEqual([]);
      return;
    }
  }
  throw new Error(`${most} times ${key} do not lead to ${selector}`);
}
