import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { readResults } from '../../reports/results-file.ts';
import { referenceWas } from '../../suites/harness/testing/reference-was.test-support.ts';
import { leftBehind, waspect, workFolder } from './command.test-support.ts';
import { EMBEDDED_ENDPOINTS } from './legs.ts';

const SLOW = 180_000;
const REPORTS = ['http.har', 'junit.xml', 'report.html', 'results.json'];
const ALL = ['conform', '--endpoint', 'all', '--cluster', 'none', '--engine', 'none', '--effort', 'quick'];

const comparisonIn = (folder: string): unknown => JSON.parse(readFileSync(join(folder, 'out/comparison.json'), 'utf8'));

describe('conform --endpoint all', () => {
  it(
    'judges each endpoint of the embedded WAS beside the others, with a folder each and a comparison',
    async () => {
      const folder = workFolder();
      const { status, stdout, stderr } = await waspect(folder, [...ALL, '--only', 'endpoints/**', '--out', 'out']);
      // A part of the suite proves nothing about the whole.
      expect([status, stderr]).toEqual([3, '']);
      expect(readdirSync(join(folder, 'out')).sort()).toEqual(['comparison.json', ...EMBEDDED_ENDPOINTS].sort());
      for (const endpoint of EMBEDDED_ENDPOINTS) {
        expect(readdirSync(join(folder, 'out', endpoint)).sort()).toEqual(REPORTS);
        const { run, checks } = await readResults(join(folder, 'out', endpoint, 'results.json'));
        const judged = checks.filter(({ id }) => id.startsWith('endpoints/'));
        expect(run.target.endpoint).toBe(endpoint);
        expect(judged.length).toBeGreaterThanOrEqual(7);
        expect(judged.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
      }
      const [first, ...others] = EMBEDDED_ENDPOINTS;
      expect(stdout).toContain(`Endpoints of 1.0.0-rc.3 compared with ${first}\n`);
      for (const endpoint of others) expect(stdout).toContain(`  ${endpoint}: the same verdicts\n`);
      expect(comparisonIn(folder)).toMatchObject({
        runs: EMBEDDED_ENDPOINTS.map((endpoint) => ({ endpoint, folder: endpoint, verdict: 'incomplete' })),
        differences: others.map((endpoint) => ({ endpoint, comparedWith: first, changes: [] })),
      });
      expect(leftBehind(folder)).toEqual([]);
    },
    SLOW,
  );

  it(
    'names the check by which one endpoint differs, and ends with the gravest status; --json has the results of each',
    async () => {
      const check = 'desired-state/manifest-etag-is-body-digest';
      const file = await twoSystems('manifest-etag-of-other-bytes');
      const folder = workFolder();
      const args = [...ALL, '--target', file, '--only', check, '--out', 'out'];
      const told = await waspect(folder, args);
      expect([told.status, told.stderr]).toEqual([1, '']);
      const [, comparison = ''] = told.stdout.split('compared with test\n');
      expect(comparison).toMatch(new RegExp(`^ {2}development:\\n {4}${check} {2}pass → fail: DSM-017: `));
      expect(comparisonIn(folder)).toMatchObject({
        runs: [
          { endpoint: 'test', verdict: 'incomplete' },
          { endpoint: 'development', verdict: 'nonconformant' },
        ],
        differences: [{ changes: [{ id: check, before: 'pass', after: 'fail' }] }],
      });
      const { status, stdout } = await waspect(folder, [...args.slice(0, -2), '--json']);
      const runs: unknown = JSON.parse(stdout);
      expect(status).toBe(1);
      expect(runs).toMatchObject({
        schema: 'waspect/runs/v1',
        runs: [
          { schema: 'waspect/results/v1', run: { target: { endpoint: 'test' } }, summary: { fail: 0 } },
          { schema: 'waspect/results/v1', run: { target: { endpoint: 'development' } }, summary: { fail: 1 } },
        ],
      });
    },
    SLOW,
  );
});

/** A target file whose endpoints are two systems: one in order, one with a fault. */
async function twoSystems(fault: string): Promise<string> {
  const [sound, faulty] = [await referenceWas(), await referenceWas({ defects: [fault] })];
  const target = parseDocument(readFileSync(sound.file, 'utf8'));
  const pki = (file: string): string => join(faulty.folder, 'pki', file);
  target.setIn(['endpoints', 'development'], {
    url: faulty.was.endpoints['test'],
    control: { http: faulty.was.controlUrl },
    identity: {
      issuer: { certificate: pki('issuer.pem'), key: pki('issuer.key') },
      anchors: pki('anchors.pem'),
      discovery: faulty.was.discoveryUrl,
    },
  });
  writeFileSync(sound.file, String(target));
  return sound.file;
}
