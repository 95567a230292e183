import { expect } from 'vitest';
import { fleetSample } from '../fleet/sample.test-data.ts';
import { LOW_CONTRAST } from './contrast.test-data.ts';
import { describeInBrowser } from './in-browser.test-data.ts';
import { shownText } from './open-report.test-data.ts';

const CHARTS = [
  'Response times of polls over time',
  'Distribution of the latencies of polls',
  'Requests and errors',
  'Arrivals',
  'States of the devices',
  'Lateness of the generator',
  'Processor time of the generator',
];

/** Labels that lie over each other, or outside of their chart. */
const CLASHES = `(() => {
  const clashes = [];
  for (const chart of document.querySelectorAll('.canvas svg')) {
    const frame = chart.getBoundingClientRect();
    const texts = [...chart.querySelectorAll('text')].map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }));
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

/** Drawn shapes without room, or whose colour is that of what lies behind. */
const INVISIBLE = `[...document.querySelectorAll('.canvas :is(.series, .layer)')].filter((shape) => {
  const { width } = shape.getBoundingClientRect();
  const { fill, stroke } = getComputedStyle(shape);
  const surface = getComputedStyle(shape.closest('.canvas')).backgroundColor;
  return width === 0 || (shape.classList.contains('series') ? stroke : fill) === surface;
}).map((shape) => shape.getAttribute('class'))`;

describeInBrowser('the report of a fleet in a browser', ({ open, check }) => {
  check('shows charts, objectives and incidents, in both themes, on paper, and on a narrow screen', async () => {
    await using opened = await open(fleetSample());
    const { page } = opened;
    const section = page.locator('#fleet');
    expect(await shownText(page.getByRole('heading', { level: 1 }))).toBe(
      '1 objective missed, 1 requirement broken under load',
    );
    for (const name of CHARTS) expect(await section.getByRole('img', { name }).isVisible()).toBe(true);
    const text = await shownText(section);
    for (const part of ['poll.p99<250ms', 'Missed', 'Met', 'Open', 'nobody answered for <0.9 s>', 'TIMED_OUT: 9']) {
      expect(text).toContain(part);
    }
    expect(await page.evaluate(CLASHES)).toEqual([]);
    expect(await page.evaluate(INVISIBLE)).toEqual([]);

    // A person follows an objective to its check, and reads the figures behind a chart.
    await section.getByRole('link', { name: 'poll.p99<250ms' }).click();
    await page.locator('[id="check/fleet/objective/poll.p99_3c250ms"]').waitFor({ state: 'visible' });
    expect(await shownText(page.locator('article.v-fail', { hasText: 'DSM-017' }))).toContain(
      'waspect fleet small-factory --seed 42 --device 17',
    );
    const figures = section.locator('#fleet-percentiles details');
    await figures.locator('summary').click();
    expect(await figures.locator('tbody tr').count()).toBe(40);
    expect(await shownText(figures.locator('thead'))).toMatch(/Until\s+Polls\s+max\s+p99\s+p90\s+p50/);

    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    }
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    expect(await section.locator('.chart .fold').first().isVisible()).toBe(false);
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);

    const asked = opened.requests.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'));
    expect({ asked, trouble: opened.trouble }).toEqual({ asked: [], trouble: [] });
  });
});
