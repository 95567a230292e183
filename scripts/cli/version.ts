import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** Version of waspect, from the manifest that these modules were installed with, as sources or compiled. */
export const VERSION: string = readVersion();

function readVersion(): string {
  const path = findPackageJSON('.', import.meta.url);
  const manifest: unknown = path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'));
  if (typeof manifest === 'object' && manifest && 'version' in manifest && typeof manifest.version === 'string') {
    return manifest.version;
  }
  throw new TypeError(`VERSION_UNKNOWN: ${path ?? 'no package.json'} names no version; install waspect again`);
}
