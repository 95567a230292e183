import { expect } from 'vitest';
import { hostileSample } from '../hostile-sample.test-data.ts';
import { conformantSample, nonconformantSample } from '../sample.test-data.ts';
import { LOW_CONTRAST } from './contrast.test-data.ts';
import { describeInBrowser } from './in-browser.test-data.ts';
import { shownText } from './open-report.test-data.ts';

describeInBrowser('the HTML report in a browser', ({ open, check }) => {
  check('shows the verdict, the product and that it is no certification', async () => {
    await using opened = await open(nonconformantSample());
    const { page } = opened;
    expect(await page.title()).toBe('1 nonconformity found: ACME Fleet Manager, waspect report');
    expect(await shownText(page.getByRole('heading', { level: 1 }))).toBe('1 nonconformity found');
    const text = await shownText(page.locator('main'));
    for (const part of [
      'ACME Fleet Manager',
      '4.2.0',
      'https://127.0.0.1:8443',
      'standard',
      '42',
      'no certification',
    ]) {
      expect(text).toContain(part);
    }
  });

  check('shows everything about a failure without a click', async () => {
    await using opened = await open(nonconformantSample());
    const failure = await shownText(opened.page.locator('article.v-fail'));
    for (const part of [
      'quoted digest of exactly the bytes sent',
      'Desired State, State Manifest Endpoint',
      'a strong entity tag',
      'a weak entity tag',
      'The prose says so without doubt',
      '"withdraw"',
      'waspect replay waspect-report --check desired-state/manifest-etag-is-body-digest',
      'cache-control: private',
      'ECONNRESET',
    ]) {
      expect(failure).toContain(part);
    }
  });

  check('asks for nothing and complains about nothing', async () => {
    await using opened = await open(nonconformantSample());
    const asked = opened.requests.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'));
    expect({ asked, trouble: opened.trouble }).toEqual({ asked: [], trouble: [] });
  });

  check('filters requirements and checks by verdict, area, level and text, and clears', async () => {
    await using opened = await open(nonconformantSample());
    const { page } = opened;
    const shown = async (): Promise<readonly string[]> =>
      page.locator('article.check:visible h4 + code').allInnerTexts();
    const status = page.getByRole('status');
    expect(await shown()).toHaveLength(7);

    await page.getByRole('button', { name: 'Warning 1' }).click();
    expect(await shown()).toEqual(['errors/status-member-equals-http-status']);
    expect(await shownText(status)).toBe('Showing 1 of 7 requirements and 1 of 7 checks.');
    await page.getByRole('button', { name: 'Failed 1' }).click();
    expect(await shown()).toHaveLength(2);

    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('Area').selectOption('capabilities');
    expect(await shown()).toEqual(['capabilities/gateway-child', 'capabilities/put-creates']);

    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('Level').selectOption('SHOULD');
    expect(await shown()).toEqual(['errors/status-member-equals-http-status']);

    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('Search').fill('RESTART verb');
    expect(await shown()).toEqual(['resilience/restart-keeps-acknowledged-writes']);
    await page.getByLabel('Search').fill('nothing has this');
    expect(await shown()).toEqual([]);
    expect(await page.getByText('No check matches the filters.').isVisible()).toBe(true);
    expect(await shownText(status)).toBe('Showing 0 of 7 requirements and 0 of 7 checks.');
  });

  check(
    'leads from a requirement to the check that decided it, also where that is folded or filtered out',
    async () => {
      await using opened = await open(nonconformantSample());
      const { page } = opened;
      const passed = page.locator('[id="check/capabilities/put-creates"]');
      expect(await passed.locator('.body').isVisible()).toBe(false);
      await page.locator('.cell', { hasText: 'CAP-006' }).click();
      await passed.locator('.body').waitFor({ state: 'visible' });
      await page.getByRole('button', { name: 'Failed 1' }).click();
      expect(await passed.isVisible()).toBe(false);
      await page.evaluate('location.hash = "#requirements"');
      await page.evaluate('location.hash = "#check/capabilities/put-creates"');
      await passed.waitFor({ state: 'visible' });
      expect(opened.trouble).toEqual([]);
    },
  );

  check('tells each verdict of a requirement in words and shape, not by colour alone', async () => {
    await using opened = await open(nonconformantSample());
    const cells = opened.page.locator('.cell');
    const seen = await cells.evaluateAll((all) =>
      all.map(
        (cell) => `${cell.querySelector('use')?.getAttribute('href')} ${cell.querySelector('.cell-note')?.textContent}`,
      ),
    );
    expect(seen).toContain('#i-fail Failed · MUST');
    expect(seen).toContain('#i-untestable Not testable · MUST');
    expect(new Set(seen.map((text) => text.split(' ')[0])).size).toBe(
      new Set(seen.map((text) => text.split(' ').slice(1).join(' ').split(' · ')[0])).size,
    );
  });

  const hostile = [
    '</script><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    '</style><style>*{display:none}</style><!--',
    '</pre></details></main><iframe src="https://a.example/"></iframe>',
    'javascript:alert(1)',
    '\u202e\u0000\ud800 ]]> <![CDATA[ &lt;',
  ];
  for (const payload of hostile) {
    check(`runs and fetches nothing of ${JSON.stringify(payload)}`, async () => {
      await using opened = await open(hostileSample(payload));
      const { page, trouble, requests } = opened;
      await page.evaluate('document.querySelectorAll("details").forEach((fold) => { fold.open = true; })');
      const added = await page.locator('body :is(script:not(:last-child), img, iframe, style, svg[onload])').count();
      const asked = requests.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'));
      expect({ trouble, added, asked }).toEqual({ trouble: [], added: 0, asked: [] });
      expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
    });
  }

  check('refuses a script that is not its own', async () => {
    await using opened = await open(conformantSample());
    await opened.page.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "taken over"';
      document.body.append(script);
    })()`);
    expect(await opened.page.title()).toBe('No nonconformity found: ACME Fleet Manager, waspect report');
    expect(opened.trouble).toHaveLength(1);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    check(`has enough contrast in ${colorScheme}`, async () => {
      await using opened = await open(nonconformantSample(), { colorScheme });
      const { page } = opened;
      await page.evaluate('document.querySelectorAll("details").forEach((fold) => { fold.open = true; })');
      await page.getByRole('button', { name: 'Failed 1' }).click();
      expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
      await page.getByRole('button', { name: 'Clear' }).click();
      expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
      const light = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(light).toBe(colorScheme === 'light' ? 'rgb(245, 246, 248)' : 'rgb(14, 19, 26)');
    });
  }

  check('can be worked by the keyboard', async () => {
    await using opened = await open(nonconformantSample());
    const { page } = opened;
    await page.keyboard.press('Tab');
    expect(await shownText(page.locator(':focus'))).toBe('Skip to the checks');
    const chip = page.getByRole('button', { name: 'Passed 1' });
    await chip.focus();
    await page.keyboard.press('Space');
    expect(await chip.getAttribute('aria-pressed')).toBe('true');
    const passed = page.locator('article.v-pass');
    await passed.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    await passed.locator('.body').waitFor({ state: 'visible' });
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
  });

  check('has landmarks, one first heading, and no heading level left out', async () => {
    await using opened = await open(nonconformantSample());
    const { page } = opened;
    for (const role of ['banner', 'main', 'contentinfo', 'navigation', 'search'] as const) {
      expect(await page.getByRole(role).count()).toBe(1);
    }
    const levels = await page.locator('h1, h2, h3, h4, h5').evaluateAll((all) => all.map((h) => Number(h.tagName[1])));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    const ids = await page.locator('[id]').evaluateAll((all) => all.map((element) => element.id));
    expect(ids.length).toBe(new Set(ids).size);
  });

  check('reads without JavaScript', async () => {
    await using opened = await open(nonconformantSample(), { javaScriptEnabled: false });
    const { page } = opened;
    expect(await shownText(page.getByRole('heading', { level: 1 }))).toBe('1 nonconformity found');
    expect(await page.locator('#filters').isVisible()).toBe(false);
    expect(await page.locator('article.v-fail .versus').isVisible()).toBe(true);
    await page.locator('article.v-pass summary').first().click();
    expect(await page.locator('article.v-pass .body').isVisible()).toBe(true);
  });

  check('prints light, without controls and with every warning unfolded', async () => {
    await using opened = await open(nonconformantSample(), { colorScheme: 'dark' });
    const { page } = opened;
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.locator('#filters').isVisible()).toBe(false);
    expect(await page.locator('.copy').first().isVisible()).toBe(false);
    expect(await page.locator('article.v-warn .versus').isVisible()).toBe(true);
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
  });

  check('fits a narrow screen', async () => {
    await using opened = await open(nonconformantSample(), { viewport: { width: 360, height: 740 } });
    expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });

  check('moves nothing where motion is not wanted', async () => {
    const turning = 'getComputedStyle(document.querySelector(".statements summary"), "::before").transitionDuration';
    await using usual = await open(conformantSample(), { reducedMotion: 'no-preference' });
    expect(await usual.page.evaluate(turning)).toBe('0.12s');
    await using still = await open(conformantSample(), { reducedMotion: 'reduce' });
    expect(await still.page.evaluate(turning)).toBe('0s');
  });
});
