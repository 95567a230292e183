import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readResults } from '../../reports/results-file.ts';
import { leftBehind, waspect, workFolder } from './command.test-support.ts';

const ONE = ['--effort', 'quick', '--only', 'desired-state/manifest-etag-is-body-digest'];
const SLOW = 120_000;

describe('help', () => {
  it.each([
    [[], 'Exit status:'],
    [['conform'], '--expected-failures'],
    [['doctor'], '--target'],
    [['requirements'], '--untested'],
    [['replay'], '--check'],
    [['report'], '--format'],
    [['diff'], '<before>'],
    [['was'], '--defect'],
    [['pki'], 'init'],
    [['pki', 'init'], '--trust-domain'],
    [['pki', 'client'], '<id>'],
    [['cluster'], 'status'],
    [['cluster', 'up'], 'kubeconfig=FILE'],
  ])('of %j', async (command, says) => {
    const { status, stdout, stderr } = await waspect(workFolder(), [...command, '--help']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(says);
  });
});

describe('a wrong command line ends with status 2 and one sentence', () => {
  it.each<readonly [args: readonly string[], says: RegExp]>([
    [['confrom'], /unknown command 'confrom'/],
    [['conform', '--efort', 'quick'], /unknown option '--efort'/],
    [['conform', '--effort', 'huge'], /Allowed choices are quick, standard, thorough/],
    [['conform', '--seed', '1.5'], /It is a whole number from 0 to 2147483647/],
    [['conform', '--workers', '0'], /It is a whole number from 1 to 64/],
    [['conform', '--only', 'desired-stat/x', '--target', 'x'], /^SELECTION_EMPTY: "desired-stat\/x" fits no check/],
    [['conform', '--expected-failures', 'missing.yaml'], /^EXPECTATIONS_UNREADABLE: missing\.yaml/],
    [['doctor'], /required option '-t, --target <file>' not specified/],
    [['replay', 'missing', '--check', 'a/b'], /^RESULTS_UNREADABLE: /],
    [['report', 'missing'], /^RESULTS_UNREADABLE: /],
    [['diff', 'missing', 'missing'], /^RESULTS_UNREADABLE: /],
    [
      ['pki', 'client', 'missing', 'w-1', '--trust-domain', 'a', '--wfm-id', 'b'],
      /^PKI_UNREADABLE: .*waspect pki init missing/,
    ],
  ])('%j', async (args, says) => {
    const { status, stdout, stderr } = await waspect(workFolder(), args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

it('a folder that cannot be written is told before anything runs', async () => {
  const folder = workFolder();
  writeFileSync(join(folder, 'file'), '');
  const { status, stdout, stderr } = await waspect(folder, ['conform', '--out', 'file/reports']);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^OUT_UNWRITABLE: .*--out\n$/);
});

describe('a run', () => {
  it(
    'leaves four reports and nothing else; every other output is rendered from them',
    async () => {
      const folder = workFolder();
      const run = await waspect(folder, ['conform', ...ONE, '--out', 'out', '--seed', '7']);
      expect(run.status).toBe(3);
      expect(run.stdout).toContain('only a part of the suite was run');
      expect(run.stdout + run.stderr).not.toContain('\u001b');
      expect(leftBehind(folder)).toEqual([]);
      for (const name of ['results.json', 'junit.xml', 'report.html', 'http.har'])
        expect(statSync(join(folder, 'out', name)).size).toBeGreaterThan(100);
      const results = await readResults(join(folder, 'out/results.json'));
      expect(results.summary).toMatchObject({ pass: 2, harnessError: 0, configError: 0 });
      for (const format of ['console', 'junit', 'html', 'har', 'markdown']) {
        const { status, stdout } = await waspect(folder, ['report', 'out', '--format', format]);
        expect([format, status, stdout.length > 100]).toEqual([format, 0, true]);
      }
      const same = await waspect(folder, ['diff', 'out', 'out/results.json']);
      expect(same.status).toBe(0);
      const written = await waspect(folder, ['report', 'out', '--format', 'markdown', '--out', 'summary.md']);
      expect([written.status, written.stdout]).toEqual([0, '']);
      expect(existsSync(join(folder, 'summary.md'))).toBe(true);
      writeFileSync(join(folder, 'out/results.json'), '{"schema":');
      expect(await waspect(folder, ['report', 'out'])).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/^RESULTS_MALFORMED: /),
      });
    },
    SLOW,
  );

  it(
    'prints only JSON with --json, and says how to repeat a seed that chance chose',
    async () => {
      const folder = workFolder();
      const { stdout, stderr } = await waspect(folder, ['conform', ...ONE, '--out', 'it is', '--json']);
      expect(stderr).toBe('');
      const { run } = JSON.parse(stdout);
      expect(run.command).toBe(`waspect conform ${ONE.join(' ')} --out 'it is' --json --seed ${run.seed}`);
    },
    SLOW,
  );

  it(
    'shows its verdict where the disk is full at the end',
    async (context) => {
      const folder = workFolder();
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk], { stdio: 'ignore' });
      } catch {
        context.skip('mounting a small disk is not allowed here');
      }
      try {
        const { status, stdout, stderr } = await waspect(folder, ['conform', ...ONE, '--out', 'disk/out']);
        expect(status).toBe(2);
        expect(stdout).toContain('Incomplete');
        expect(stderr).toMatch(
          /^OUT_UNWRITABLE: disk\/out\/results\.json cannot be written \(ENOSPC\): the disk is full/,
        );
      } finally {
        execFileSync('umount', [disk]);
      }
    },
    SLOW,
  );
});

describe('other commands', () => {
  it('make identities that OpenSSL takes, never over others, and their keys for nobody else', async () => {
    const folder = workFolder();
    const space = ['--trust-domain', 'factory.example', '--wfm-id', 'wfm-1'];
    expect((await waspect(folder, ['pki', 'init', 'pki', ...space])).status).toBe(0);
    expect((await waspect(folder, ['pki', 'client', 'pki', 'w-1', ...space])).status).toBe(0);
    const pki = join(folder, 'pki');
    for (const name of ['wfm.pem', 'w-1.pem'])
      expect(execFileSync('openssl', ['verify', '-CAfile', 'anchors.pem', name], { cwd: pki, encoding: 'utf8' })).toBe(
        `${name}: OK\n`,
      );
    const text = execFileSync('openssl', ['x509', '-in', 'w-1.pem', '-noout', '-text'], { cwd: pki, encoding: 'utf8' });
    expect(text).toContain('URI:spiffe://factory.example/margo/wfm/wfm-1/client/w-1');
    expect(statSync(join(pki, 'issuer.key')).mode & 0o777).toBe(0o600);
    const again = await waspect(folder, ['pki', 'init', 'pki', ...space]);
    expect(again).toMatchObject({ status: 2, stderr: expect.stringMatching(/^PKI_UNWRITABLE: /) });
    chmodSync(join(pki, 'issuer.key'), 0o600);
    writeFileSync(join(pki, 'issuer.key'), readFileSync(join(pki, 'wfm.key')));
    const mixed = await waspect(folder, ['pki', 'client', 'pki', 'w-2', ...space]);
    expect(mixed).toMatchObject({ status: 2, stderr: expect.stringMatching(/^ISSUER_KEY_MISMATCH: /) });
  });

  it('list the catalogue and the defects', async () => {
    const folder = workFolder();
    const { status, stdout } = await waspect(folder, ['requirements', '--json']);
    expect(status).toBe(0);
    const { requirements, positions } = JSON.parse(stdout);
    expect(requirements.length).toBeGreaterThan(150);
    expect(positions.length).toBeGreaterThan(10);
    expect((await waspect(folder, ['requirements', '--untested'])).stdout).toContain('Not tested: ');
    const earlier = JSON.parse((await waspect(folder, ['requirements', '--json', '--revision', '1.0.0-rc.2'])).stdout);
    expect(earlier.revision).toBe('1.0.0-rc.2');
    expect(earlier.requirements).toContainEqual(expect.objectContaining({ id: 'DSA-004', level: 'SHOULD' }));
    expect((await waspect(folder, ['requirements', '--revision', '1.0.0-rc.1'])).status).toBe(2);
    const defects = await waspect(folder, ['was', '--defects']);
    expect(defects.status).toBe(0);
    expect(defects.stdout).toMatch(/^[a-z0-9-]+ {2}\([A-Z]{3}-\d+/m);
  });
});
