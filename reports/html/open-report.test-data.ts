import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Results } from '../model.ts';
import { temporaryDirectory } from '../temp-dir.test-data.ts';
import { renderHtml } from './render.ts';

/** A report in a page of its own. */
export interface OpenedReport extends AsyncDisposable {
  readonly page: Page;
  /** Console errors, exceptions and dialogs: a report causes none. */
  readonly trouble: string[];
  /** Every address the page asked for. */
  readonly requests: string[];
}

/** Renders the results, and opens them as a person does: from a file. */
export async function openReport(
  browser: Browser,
  results: Results,
  options: BrowserContextOptions = {},
): Promise<OpenedReport> {
  const dir = await temporaryDirectory();
  const file = join(dir.path, 'report.html');
  await writeFile(file, renderHtml(results, 'waspect-report'));
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const trouble: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  const close = async (): Promise<void> => {
    await context.close();
    await dir[Symbol.asyncDispose]();
  };
  return { page, trouble, requests, [Symbol.asyncDispose]: close };
}

/** What a person sees: text that is folded away or hidden is not in it. */
export async function shownText(locator: Locator): Promise<string> {
  return (await locator.allInnerTexts()).join('\n');
}
