import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Results } from '../../reports/model.ts';
import { parseResults } from '../../reports/results-file.ts';
import { setUp } from '../../suites/harness/testing/set-up.test-support.ts';
import { leftBehind, start } from '../cli/command.test-support.ts';
import { embeddedWas, fleet, isAlive, PLAN, planFolder, resultsIn, stateIn } from './fleet.test-support.ts';

const SLOW = 180_000;

const ALL = [
  ...['arrival-response.hgrm', 'fetch-service.hgrm', 'http.har', 'intents.ndjson', 'junit.xml', 'lateness.hgrm'],
  ...['poll-response.hgrm', 'poll-service.hgrm', 'report-service.hgrm', 'report.html', 'results.json'],
  ...['status-service.hgrm', 'wire.ndjson'],
];

const linesOf = (file: string): readonly string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1);

/** Failures and warnings: a busy machine makes a run invalid, which is neither. */
const noticed = ({ checks }: Results): readonly string[] =>
  checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn').map(({ id }) => id);

describe('waspect fleet', () => {
  it(
    'leaves reports, logs and histograms, the same intents with any number of threads, and runs that can be compared',
    async () => {
      const folder = planFolder();
      const two = await fleet(folder, ['plan.yaml', '--workers', '2', '--out', 'two']);
      expect(two.stderr).toBe('');
      expect([0, 3]).toContain(two.status);
      expect(readdirSync(join(folder, 'two')).sort()).toEqual(ALL);
      const results = await resultsIn(folder, 'two');
      expect(results.run).toMatchObject({ seed: 5, profiles: ['fleet'], partial: false });
      expect(results.fleet?.report).toMatchObject({ devices: 6, lost: [], incidents: [] });
      expect(noticed(results)).toEqual([]);
      expect(readFileSync(join(folder, 'two/junit.xml'), 'utf8')).toContain('objective/violations=0');
      expect(readFileSync(join(folder, 'two/poll-response.hgrm'), 'utf8')).toMatch(/Value\s+Percentile\s+TotalCount/);
      expect(linesOf(join(folder, 'two/wire.ndjson')).every((line) => JSON.parse(line).device < 6)).toBe(true);
      expect(two.stdout).toContain('plan      6 devices of plan: Six for a second');
      expect(two.stdout).not.toContain('\u001b[');

      const one = await fleet(folder, ['plan.yaml', '--workers', '1', '--out', 'one', '--json']);
      expect(parseResults(one.stdout, 'stdout')).toEqual(await resultsIn(folder, 'one'));
      const whole = readFileSync(join(folder, 'one/intents.ndjson'), 'utf8');
      expect(whole).not.toBe('');
      expect(readFileSync(join(folder, 'two/intents.ndjson'), 'utf8')).toBe(whole);
      expect((await fleet(folder, ['plan', 'plan.yaml', '--intents'])).stdout).toBe(whole);

      const compared = await fleet(folder, ['compare', 'one', 'two/results.json', '--json']);
      expect(JSON.parse(compared.stdout)).toMatchObject({ schema: 'waspect/fleet-comparison/v1' });
      expect([compared.stderr, leftBehind(folder)]).toEqual(['', []]);
    },
    SLOW,
  );

  it(
    'runs a device alone as it is among the others, asks nothing of those, and fails where an objective is missed',
    async () => {
      const folder = planFolder();
      const alone = await fleet(folder, [
        'plan.yaml',
        '--device',
        '3',
        '--set',
        'objectives=["violations>0"]',
        '--out',
        'out',
      ]);
      // An objective is missed before the run is incomplete.
      expect([alone.status, alone.stderr]).toEqual([1, '']);
      const log = (await fleet(folder, ['plan', 'plan.yaml', '--intents'])).stdout;
      const own = log.split('\n').filter((line) => line !== '' && JSON.parse(line).device === 3);
      expect(linesOf(join(folder, 'out/intents.ndjson'))).toEqual(own);
      const results = await resultsIn(folder);
      expect(results.run.incompleteBecause).toContain('only device 3 of the fleet was run');
      expect(noticed(results)).toEqual(['fleet/objective/violations>0']);
      expect(results.fleet?.report.devices).toBe(1);
      expect(results.fleet?.operator?.calls['assign']?.intended).toBeLessThanOrEqual(1);
    },
    SLOW,
  );

  it('says what a plan would do', async () => {
    const folder = planFolder();
    expect((await fleet(folder, ['plan', 'plan.yaml'])).stdout).toContain('Six for a second');
    const { status, stdout } = await fleet(folder, ['plan', 'plan.yaml', '--json', '--set', 'devices=7']);
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { devices: 7 }]);
  });
});

describe('a fleet that cannot be run ends with status 2 and one sentence', () => {
  it.each<readonly [says: RegExp, args: readonly string[]]>([
    [/^FLEET_PLAN_UNKNOWN: no plan is called nowhere; .* small-factory$/, ['nowhere']],
    [/^PLAN_INVALID: misspelt\.yaml:6:1: unknown key "arivals" .* did you mean "arrivals"\?/, ['misspelt.yaml']],
    [/ errors<1% and errors>2% cannot both be met$/, ['plan.yaml', '--slo', 'errors<1%', '--slo', 'errors>2%']],
    [/^PLAN_OVERRIDE: --set devices=0: devices is 0; legal is /, ['plan.yaml', '--set', 'devices=0']],
    [/^FLEET_CONNECTIONS_SHARED: .* under 1\.0\.0-rc\.3 /, ['plan.yaml', '--set', 'connections.policy=shared']],
    [/^FLEET_KILL_SWITCH: the kill switch misspelt\.yaml is there, /, ['plan.yaml', '--kill-switch', 'misspelt.yaml']],
    [/^OUT_UNWRITABLE: /, ['plan.yaml', '--out', 'plan.yaml']],
  ])('%s', async (says, args) => {
    const folder = planFolder();
    writeFileSync(join(folder, 'misspelt.yaml'), PLAN.replace('arrivals:', 'arivals:'));
    const { status, stdout, stderr } = await fleet(folder, args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd()).toMatch(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(leftBehind(folder)).toEqual([]);
  });
});

it('a system that may be somebody else’s is refused before anything is asked of it', async () => {
  const folder = planFolder();
  const { target } = await setUp();
  const file = target('https://203.0.113.9:1', 'http://127.0.0.1:1');
  const { status, stderr } = await fleet(folder, ['plan.yaml', '--target', file]);
  expect([status, stderr]).toEqual([2, expect.stringMatching(/^FLEET_TARGET_FOREIGN: 203\.0\.113\.9 is neither /)]);
});

describe('what happens in the middle of a run', () => {
  const LONG = ['--set', 'duration=60s', '--out', 'out'];
  const running = async (args: readonly string[]) => {
    const folder = planFolder();
    const run = start(folder, ['fleet', 'plan.yaml', ...args], stateIn(folder));
    const was = await embeddedWas(run.child.pid);
    return { folder, was, ...run };
  };
  /** Devices have begun when their log has: it is written when a device has much to say, so a folder tells. */
  const begun = (folder: string) =>
    vi.waitFor(() => statSync(join(folder, 'out/intents-0-of-1.ndjson')), { timeout: 60_000, interval: 50 });

  it(
    'an interruption keeps what was measured, and leaves no process',
    async () => {
      const { folder, was, child, ended } = await running([...LONG, '--workers', '1']);
      await begun(folder);
      child.kill('SIGINT');
      expect(await ended).toMatchObject({ status: 130, stderr: '' });
      expect((await resultsIn(folder)).run).toMatchObject({
        partial: true,
        incompleteBecause: expect.arrayContaining(['it was interrupted']),
      });
      expect([isAlive(was), leftBehind(folder)]).toEqual([false, []]);
    },
    SLOW,
  );

  it(
    'a kill switch ends it',
    async () => {
      const { folder, was, ended } = await running([...LONG, '--workers', '1', '--kill-switch', 'stop']);
      await begun(folder);
      writeFileSync(join(folder, 'stop'), '');
      expect(await ended).toMatchObject({ status: 3, stderr: '' });
      expect((await resultsIn(folder)).run.incompleteBecause).toContain('the kill switch stop appeared');
      expect(isAlive(was)).toBe(false);
    },
    SLOW,
  );

  it(
    'a WAS that dies is told of, and when, and the fleet goes on to the end',
    async () => {
      const args = [
        '--set',
        'duration=4s',
        '--set',
        'conduct.request=1s',
        '--out',
        'out',
        '--workers',
        '1',
        '--slo',
        'errors<1%',
      ];
      const { folder, was, ended } = await running(args);
      await begun(folder);
      process.kill(was, 'SIGKILL');
      const { status, stderr } = await ended;
      expect(stderr).not.toMatch(/INTERNAL_ERROR|^\s+at /m);
      expect([1, 3]).toContain(status);
      const { fleet: load } = await resultsIn(folder);
      const incidents = load?.report.incidents ?? [];
      expect(incidents.map(({ code }) => code)).toEqual(
        expect.arrayContaining(['WFM_UNREACHABLE', 'WFM_STILL_UNREACHABLE']),
      );
      expect(incidents.every(({ at }) => at > 0)).toBe(true);
      expect(load?.report.endedAtMs).toBeGreaterThanOrEqual(4000);
    },
    SLOW,
  );

  it(
    'a disk that is full takes no verdict away',
    async (context) => {
      const folder = planFolder();
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', disk], { stdio: 'ignore' });
      } catch {
        context.skip('mounting a small disk is not allowed here');
      }
      try {
        const { status, stdout, stderr } = await fleet(folder, ['plan.yaml', '--out', 'disk/out', '--workers', '2']);
        expect(status).toBe(2);
        expect(stdout).toContain('devices made');
        expect(stderr).toMatch(/^OUT_UNWRITABLE: disk\/out\/\S+ cannot be written \(ENOSPC\): the disk is full/);
      } finally {
        execFileSync('umount', [disk]);
      }
    },
    SLOW,
  );
});
