import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { assemble } from '../sample.test-data.ts';
import {
  endToEndFailure,
  endToEndSample,
  longTimeline,
  NO_CLUSTER,
  withoutClusterSample,
} from '../timeline/sample.test-data.ts';
import { LOW_CONTRAST } from './contrast.test-data.ts';
import { describeInBrowser } from './in-browser.test-data.ts';
import { shownText } from './open-report.test-data.ts';

/** Pairs of labels that lie over each other, and labels outside of the picture. */
const CLASHES = `(() => {
  const clashes = [];
  for (const plot of document.querySelectorAll('.plot')) {
    const frame = plot.getBoundingClientRect();
    const texts = [...plot.querySelectorAll('text')].map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }));
    for (const [index, { words, box }] of texts.entries()) {
      if (box.left < frame.left || box.right > frame.right || box.bottom > frame.bottom) clashes.push(words + ' is cut off');
      for (const other of texts.slice(index + 1)) {
        const apart = box.right <= other.box.left || other.box.right <= box.left || box.bottom - 2 <= other.box.top || other.box.bottom - 2 <= box.top;
        if (!apart) clashes.push(words + ' lies over ' + other.words);
      }
    }
  }
  return clashes;
})()`;

async function unfold(page: Page): Promise<void> {
  await page.evaluate('document.querySelectorAll("details").forEach((fold) => { fold.open = true; })');
}

describeInBrowser('the end-to-end section in a browser', ({ open, check }) => {
  check('names the cluster, and shows a failing sequence and its picture without a click', async () => {
    await using opened = await open(endToEndSample());
    const section = opened.page.locator('#end-to-end');
    const text = await shownText(section);
    for (const part of [
      'debian waspect-x3f9',
      'v1.20.2',
      'v3.18.1',
      'dockerd 20.10.24 (its own)',
      '32 (189 commands)',
      '12 sequences',
    ]) {
      expect(text).toContain(part);
    }
    expect(await section.locator('.journey.v-fail .commands li').allInnerTexts()).toEqual([
      'assign workload slow-start, device 2',
      'registry outage',
      'update parameters replicas 2',
      'registry back',
    ]);
    expect(await section.getByRole('img', { name: 'Timeline of what happened' }).isVisible()).toBe(true);
    expect(await section.locator('.journey.v-pass .plot').isVisible()).toBe(false);
    expect(opened.trouble).toEqual([]);
  });

  check('says without a cluster that nothing was deployed, and how to get one', async () => {
    await using opened = await open(withoutClusterSample());
    expect(await shownText(opened.page.locator('#end-to-end'))).toContain(NO_CLUSTER);
    expect(await shownText(opened.page.locator('#summary'))).toContain('The verdict is for the profile core.');
    expect(await opened.page.locator('.plot').count()).toBe(0);
  });

  check('leads from the failed check to its picture and back', async () => {
    await using opened = await open(endToEndSample());
    const { page } = opened;
    await page.locator('article.check.v-fail').getByRole('link', { name: 'What happened, as a timeline' }).click();
    expect(await page.locator('.journey:target').getAttribute('class')).toContain('v-fail');
    await page.locator('.journey:target').getByRole('link', { name: 'What this check judges' }).click();
    expect(await page.locator('article.check:target').count()).toBe(1);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    check(`draws in ${colorScheme} with enough contrast, no word over another or cut off`, async () => {
      await using opened = await open(endToEndSample(), { colorScheme });
      await unfold(opened.page);
      expect(await opened.page.evaluate(LOW_CONTRAST)).toEqual([]);
      expect(await opened.page.evaluate(CLASHES)).toEqual([]);
      const band = await opened.page.evaluate(
        'getComputedStyle(document.querySelector(".lane-names")).backgroundColor',
      );
      expect(band).toBe(colorScheme === 'light' ? 'rgb(242, 244, 247)' : 'rgb(16, 22, 30)');
    });
  }

  check('keeps words apart in a long sequence, too', async () => {
    await using opened = await open(assemble([endToEndFailure({ timeline: longTimeline() })], []));
    expect(await opened.page.evaluate(CLASHES)).toEqual([]);
  });

  check(
    'scrolls the picture on a narrow screen, by keyboard as well, and keeps the names of the lanes in sight',
    async () => {
      await using opened = await open(endToEndSample(), { viewport: { width: 400, height: 800 } });
      const { page } = opened;
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
      const picture = page.getByRole('region', { name: 'Timeline, scrolls sideways' }).first();
      const lanes = picture.locator('.lane-names');
      const before = await lanes.boundingBox();
      await picture.focus();
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => page.evaluate('document.querySelector(".picture").scrollLeft')).toBeGreaterThan(0);
      expect((await lanes.boundingBox())?.x).toBe(before?.x);
    },
  );

  check('says the same in a table, a row for each command and event', async () => {
    await using opened = await open(endToEndSample());
    const { page } = opened;
    const failed = page.locator('.journey.v-fail');
    await failed.getByText('The same as a table').click();
    const rows = failed.locator('table.events tbody tr');
    expect(await rows.count()).toBe(4 + 29);
    expect((await shownText(rows.last())).replace(/\s+/g, ' ')).toBe(
      '10.2 s Operator violation database says pending, the cluster runs it installed was acknowledged 2.0 s ago; observe still answers pending',
    );
  });

  check('draws without JavaScript, and fits on paper', async () => {
    await using opened = await open(endToEndSample(), {
      javaScriptEnabled: false,
      viewport: { width: 700, height: 990 },
    });
    const { page } = opened;
    expect(await page.locator('.journey.v-fail .plot').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'print' });
    const box = await page.locator('.journey.v-fail .plot').boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(700);
  });
});
