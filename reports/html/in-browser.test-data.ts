import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Results } from '../model.ts';
import { launchBrowser, NO_BROWSER } from './browser.test-data.ts';
import { type OpenedReport, openReport } from './open-report.test-data.ts';

const STARTS_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 30_000;

export interface InBrowser {
  open(results: Results, options?: BrowserContextOptions): Promise<OpenedReport>;
  /** A test that is skipped, with the reason, where there is no browser. */
  check(name: string, body: () => Promise<void>): void;
}

/** Describes reports as one browser shows them. */
export function describeInBrowser(name: string, define: (tools: InBrowser) => void): void {
  describe(name, () => {
    let browser: Browser | undefined;

    beforeAll(async () => {
      if (NO_BROWSER === null) browser = await launchBrowser();
    }, STARTS_WITHIN_MS);

    afterAll(async () => {
      await browser?.close();
    });

    define({
      async open(results, options = {}) {
        if (browser === undefined) throw new Error('no browser was started');
        return openReport(browser, results, options);
      },
      check(what, body) {
        it(
          what,
          async ({ skip }) => {
            if (NO_BROWSER !== null) skip(NO_BROWSER);
            await body();
          },
          ENDS_WITHIN_MS,
        );
      },
    });
  });
}
