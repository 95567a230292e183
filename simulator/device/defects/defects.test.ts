import { describe, expect, it } from 'vitest';
import { testPki } from '../testing/pki.test-support.ts';
import { ARTIFACT_DEFECTS } from './artifacts.ts';
import { ENDPOINT_DEFECTS } from './endpoints.ts';
import { DEVICE_DEFECTS } from './index.ts';
import { FIRST, type Life, live, SECOND, THIRD } from './life.test-support.ts';
import { MEMORY_DEFECTS } from './memory.ts';
import { REPORT_DEFECTS } from './reports.ts';
import { VALUE_DEFECTS } from './values.ts';

const pki = await testPki();
const sound = await live(pki, null);

const statesOf = ({ statuses }: Life, id: string): readonly string[] =>
  statuses.filter(({ deploymentId }) => deploymentId === id).map(({ status }) => status.state);
const versionsOf = ({ statuses }: Life, id: string): readonly number[] =>
  statuses.filter(({ deploymentId }) => deploymentId === id).map((status) => status.adoptedManifestVersion);
const lastOf = ({ statuses }: Life, id: string) => statuses.findLast(({ deploymentId }) => deploymentId === id);
const valuesOf = ({ operations }: Life, name: string): unknown =>
  operations
    .find((operation) => operation.deploymentId === FIRST && operation.name === name)
    ?.values?.map(({ value }) => value);
const countOf = ({ operations }: Life, name: string): number =>
  operations.filter((operation) => operation.name === name).length;
const after = ({ running }: Life, step: number): readonly string[] => running[step - 1] ?? [];

/** Where one looks for each fault, and what one then sees; a sound device shows something else there. */
const SIGHTS: Readonly<Record<string, readonly [look: (life: Life) => unknown, seen: unknown]>> = {
  'values-dropped': [(life) => [valuesOf(life, 'db'), valuesOf(life, 'web')], [[], []]],
  'last-value-dropped': [(life) => valuesOf(life, 'db'), [5]],
  'values-of-another-component': [(life) => valuesOf(life, 'web'), [5, true]],
  'numbers-become-text': [(life) => [valuesOf(life, 'db'), valuesOf(life, 'web')], [['5', 'true'], ['hello']]],
  'values-kept-on-update': [
    ({ operations }) => operations.find(({ kind }) => kind === 'update')?.values?.[0]?.value,
    5,
  ],
  'revision-kept-on-update': [(life) => after(life, 2)[0], 'gateway/a 1 db 1.0.0'],
  'order-reversed': [({ operations }) => operations[0]?.name, 'web'],
  'readiness-not-awaited': [({ operations }) => operations[0]?.wait, false],
  'timeout-not-kept': [({ operations }) => operations[0]?.timeoutMs, 300_000_000],
  'failure-taken-for-success': [(life) => statesOf(life, THIRD)[3], 'installed'],
  'release-left-behind': [
    (life) => after(life, 6),
    [
      'gateway/a 1 db 4.0.0',
      'gateway/a 1 web 1.0.0',
      'gateway/a 2 db 1.0.0',
      'gateway/b 2 db 1.0.0',
      'gateway/b 3 ok 1.0.0',
    ],
  ],
  'one-component-left-behind': [(life) => after(life, 6)[0], 'gateway/a 1 web 1.0.0'],
  'removal-takes-another-along': [(life) => after(life, 6), []],
  'update-installs-beside': [
    (life) => after(life, 2).slice(0, 3),
    ['gateway/a 1 db 1.0.0', 'gateway/a 1 web 1.0.0', 'gateway/a 1 db-2 2.0.0'],
  ],
  'update-without-effect': [(life) => after(life, 2)[0], 'gateway/a 1 db 1.0.0'],
  'wrong-machine': [
    (life) => after(life, 1),
    ['gateway/a 2 db 1.0.0', 'gateway/b 1 db 1.0.0', 'gateway/b 1 web 1.0.0'],
  ],
  'withdrawal-not-carried-out': [
    (life) => [lastOf(life, FIRST)?.status.state, after(life, 6).length],
    ['installed', 4],
  ],
  'rollback-accepted': [(life) => [after(life, 7), lastOf(life, SECOND)?.adoptedManifestVersion], [[], 10]],
  'failure-tried-for-ever': [(life) => countOf(life, 'bad') > countOf(sound, 'bad'), true],
  'state-lost-on-restart': [(life) => countOf(life, 'db') > countOf(sound, 'db'), true],
  'installed-forgotten-on-restart': [(life) => countOf(life, 'db') > countOf(sound, 'db'), true],
  'unsent-statuses-lost-on-restart': [(life) => statesOf(life, THIRD).at(-1), 'removing'],
  'interrupted-work-taken-for-done': [(life) => after(life, 4)[0], 'gateway/a 1 db 2.0.0'],
  'adopted-version-ahead': [(life) => versionsOf(life, SECOND).slice(0, 3), [4, 4, 4]],
  'adopted-version-stays': [(life) => versionsOf(life, FIRST).slice(3, 6), [3, 3, 3]],
  'failed-reported-as-installed': [
    (life) => statesOf(life, THIRD).slice(0, 4),
    ['pending', 'installing', 'installing', 'installed'],
  ],
  'installed-before-ready': [(life) => statesOf(life, SECOND).slice(0, 3), ['pending', 'installed', 'installed']],
  'removed-while-there': [(life) => statesOf(life, THIRD).slice(4), ['removed', 'removed', 'removed', 'removed']],
  'states-exchanged': [
    ({ statuses }) => statuses[2]?.components.map(({ name, state }) => `${name} ${state}`),
    ['db installing', 'web installed'],
  ],
  'component-left-out': [({ statuses }) => statuses[0]?.components.map(({ name }) => name), ['db']],
  'best-state-on-top': [(life) => statesOf(life, FIRST)[1], 'pending'],
  'status-sent-twice': [
    (life) => statesOf(life, SECOND).slice(0, 4),
    ['pending', 'pending', 'installing', 'installing'],
  ],
  'installing-not-reported': [(life) => statesOf(life, SECOND).slice(0, 2), ['pending', 'installed']],
  'removal-not-reported': [(life) => statesOf(life, FIRST).at(-1), 'removing'],
  'only-first-life-reported': [(life) => versionsOf(life, FIRST).includes(5), false],
  'report-out-of-order': [(life) => statesOf(life, SECOND).slice(0, 3), ['installing', 'pending', 'installed']],
  'child-not-named': [({ statuses }) => statuses.some(({ deviceId }) => deviceId !== undefined), false],
};

describe('the table of faults', () => {
  it('has each name once, in kebab case, with what it breaks and what one sees', () => {
    const names = DEVICE_DEFECTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, breaks, statement } of DEVICE_DEFECTS) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/);
      if (!ARTIFACT_DEFECTS.some((defect) => defect.name === name)) expect(breaks.length, name).toBeGreaterThan(0);
      expect(
        breaks.filter((id) => !/^[A-Z]{3}-\d{3}$/.test(id)),
        name,
      ).toEqual([]);
      expect(statement.length, name).toBeGreaterThan(20);
    }
  });

  it('has a sight for each that shows in a life without artifacts, at one endpoint', () => {
    const elsewhere = [...ARTIFACT_DEFECTS, ...ENDPOINT_DEFECTS];
    const inLife = DEVICE_DEFECTS.filter((defect) => !elsewhere.includes(defect));
    expect(Object.keys(SIGHTS).toSorted()).toEqual(inLife.map(({ name }) => name).toSorted());
  });

  it('knows no others', async () => {
    await expect(live(pki, 'no-such-fault')).rejects.toThrow(/^DEFECT_UNKNOWN: "no-such-fault"/);
  });
});

describe('a device', () => {
  it('lives the same life again where nothing is planted', async () => {
    expect(await live(pki, null)).toEqual(sound);
  });

  it.each(Object.entries(SIGHTS))('shows %s', async (name, [look, seen]) => {
    expect(look(await live(pki, name))).toEqual(seen);
    expect(look(sound)).not.toEqual(seen);
  });
});

describe('a fault changes nothing else', () => {
  it.each(REPORT_DEFECTS)('$name leaves the machines alone', async ({ name }) => {
    const { operations, running } = await live(pki, name);
    expect({ operations, running }).toEqual({ operations: sound.operations, running: sound.running });
  });

  it.each(VALUE_DEFECTS)('$name leaves the reports alone', async ({ name }) => {
    expect((await live(pki, name)).statuses).toEqual(sound.statuses);
  });

  it.each(MEMORY_DEFECTS)('$name shows after a restart only', async ({ name }) => {
    const { running } = await live(pki, name);
    expect(running.slice(0, 3)).toEqual(sound.running.slice(0, 3));
  });
});
