import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { REVISION_IDS } from '../../simulator/protocol/revision.ts';
import { ALL, EMBEDDED_ENDPOINTS, legsOf, type Route } from './legs.ts';

const folder = mkdtempSync(join(tmpdir(), 'waspect-legs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function targetWith(names: readonly string[]): string {
  const file = join(folder, 'target.yaml');
  const endpoints = names.map((name, index) => [name, `https://127.0.0.1:${8000 + index}`] as const);
  const target = { name: 'x', vendor: 'x', version: '1', revision: '1.0.0-rc.3', control: { manual: true } };
  writeFileSync(file, stringify({ ...target, endpoints: Object.fromEntries(endpoints) }));
  return file;
}

const OUT = join(folder, 'out');
const route = (changes: Partial<Route>): Route => ({ revision: null, endpoint: null, out: OUT, ...changes });
const names = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom('test', '..', '.', 'a/b', '../../etc', '%2E', 'a b', 'ä', 'CON'),
    fc.string({ minLength: 1 }),
  ),
  { minLength: 2, maxLength: 6 },
);

describe('the legs of a run', () => {
  it('are one where nothing else is asked for, with the folder that was named', () => {
    expect(legsOf(route({}), undefined)).toEqual([{ revision: null, endpoint: null, out: OUT }]);
    expect(legsOf(route({ revision: '1.0.0-rc.2', endpoint: 'test' }), undefined)).toEqual([
      { revision: '1.0.0-rc.2', endpoint: 'test', out: OUT },
    ]);
  });

  it('are one for each endpoint of the target, in its order, each with a folder of its own below that of the run', () => {
    fc.assert(
      fc.property(names, (all) => {
        const legs = legsOf(route({ endpoint: ALL }), targetWith(all));
        expect(legs.map(({ endpoint }) => endpoint).toSorted()).toEqual(all.toSorted());
        const folders = legs.map(({ out }) => out ?? '');
        expect(new Set(folders).size).toBe(all.length);
        expect(folders.filter((out) => dirname(out) !== OUT || basename(out).startsWith('.'))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('are one for each revision and endpoint, the newest revision first', () => {
    const legs = legsOf(route({ revision: ALL, endpoint: ALL }), undefined);
    const expected = REVISION_IDS.flatMap((revision) =>
      EMBEDDED_ENDPOINTS.map((endpoint) => ({ revision, endpoint, out: join(OUT, revision, endpoint) })),
    );
    expect(legs).toEqual(expected);
  });

  it('have no folder where there is no choice, and none at all where nothing is to be written', () => {
    expect(legsOf(route({ endpoint: ALL }), targetWith(['test']))).toEqual([
      { revision: null, endpoint: 'test', out: OUT },
    ]);
    const silent = legsOf(route({ revision: ALL, out: null }), undefined);
    expect(silent.map(({ revision, out }) => [revision, out])).toEqual(REVISION_IDS.map((id) => [id, null]));
  });

  it('of a target file that cannot be read are none', () => {
    expect(() => legsOf(route({ endpoint: ALL }), join(folder, 'missing.yaml'))).toThrow(/^TARGET_UNREADABLE: /);
  });
});
