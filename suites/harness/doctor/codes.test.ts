import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const HARNESS = fileURLToPath(new URL('../', import.meta.url));
const ISSUER = fileURLToPath(new URL('../../../simulator/pki/load-authority.ts', import.meta.url));

/** What the doctor may say: its own words, and those of everything that it tries out. */
const SOURCES = [
  ...globSync(
    ['doctor', 'target', 'control', 'session'].map((folder) => `${folder}/**/*.ts`),
    { cwd: HARNESS },
  )
    .filter((file) => !/\.test(-support)?\.ts$/.test(file))
    .map((file) => HARNESS + file),
  ISSUER,
];

const spoken = new Set(
  SOURCES.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /(?:(?:Error|error|warning|stop)\(\s*|\? |\bsays: )'([A-Z][A-Z0-9_]+)'(?: : '([A-Z_]+)')?/g,
      ),
    ].flatMap(([, code, other]) => [code, other].filter((found) => found !== undefined)),
  ),
);

const documented = new Set(
  [...readFileSync(`${HARNESS}doctor/README.md`, 'utf8').matchAll(/^\| `([A-Z0-9_]+)`/gm)].map(([, code]) => code),
);

describe('the codes of the doctor', () => {
  it('are at least twenty, and are all documented', () => {
    expect(spoken.size).toBeGreaterThan(40);
    expect([...spoken].filter((code) => !documented.has(code))).toEqual([]);
  });

  it('are documented only where something says them', () => {
    const elsewhere = new Set(['ISSUER_KEY_UNREADABLE', 'ISSUER_KEY_ENCRYPTED', 'ISSUER_KEY_UNSUPPORTED']);
    expect([...documented].filter((code) => code && !spoken.has(code) && !elsewhere.has(code))).toEqual([]);
  });
});
