import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const EXECUTABLE = process.env['WASPECT_CHROMIUM'] ?? '/usr/bin/chromium';

/** Why the page cannot be tested in a browser here; null where it can, and in CI, where it has to. */
export const NO_BROWSER: string | null =
  existsSync(EXECUTABLE) || (process.env['CI'] ?? '') !== ''
    ? null
    : `no browser at ${EXECUTABLE}: install chromium, or set WASPECT_CHROMIUM`;

/** A browser that talks to nobody by itself, so that every request seen is one of the page. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
