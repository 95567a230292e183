import { join } from 'node:path';
import { check, integer, property } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonOf } from '../../device/json-of.ts';
import { bytesOf } from '../../device/matching/quantity.ts';
import type { ProfiledDevice } from '../../device/profiles/instantiate.ts';
import { loadProfiles } from '../../device/profiles/load-profiles.ts';
import type { ProfileSet } from '../../device/profiles/profile.ts';
import { revisionOf } from '../../protocol/revisions.ts';
import { createCourses } from '../courses/create-courses.ts';
import type { LifeCycle } from '../life-cycles/life-cycle.ts';
import { PLANS } from '../plan/arbitrary-plan.test-support.ts';
import type { FleetPlan } from '../plan/plan.ts';
import { createDeviceMaker } from './device-of.ts';
import { variedMemory } from './memory.ts';
import { createRoster } from './roster.ts';

let profiles: ProfileSet;
beforeAll(async () => {
  profiles = await loadProfiles(join(import.meta.dirname, '../../../fixtures/profiles'));
});

const family = (device: ProfiledDevice): readonly ProfiledDevice[] => [device, ...device.children.flatMap(family)];
const lifeCycle = (id: string, selector: LifeCycle['selector']): LifeCycle => ({
  id,
  title: id,
  selector,
  stages: [{ name: 'up', lasts: null, next: [], does: {} }],
});

const plan = (differs: Partial<FleetPlan>): FleetPlan => ({
  name: 'test',
  title: 'Test',
  seed: 9,
  devices: 2000,
  durationMs: 10_000,
  revisions: [{ revision: '1.0.0-rc.3', weight: 1 }],
  profiles: [{ profile: 'industrial-pc', weight: 1 }],
  variation: {
    ...{ cpu: 0, memory: 0, updateInterval: 0, architectures: [] },
    ...{ runtimes: 0, security: 0, connectivity: 0, domains: [] },
  },
  arrivals: { pattern: 'all-at-once' },
  polling: { everyMs: null, jitter: 0, hours: null },
  connections: { policy: 'keep-alive', idleMs: 60_000, shared: 8, sourceAddresses: [] },
  operator: null,
  lifeCycles: [{ lifeCycle: lifeCycle('any', {}), weight: 1 }],
  conduct: { retryAfter: 'heeds', backoffBaseMs: 1000, backoffMaxMs: 10_000, requestMs: 10_000 },
  judged: 1,
  bounds: { rate: 1000, durationMs: 600_000, openConnections: 1000 },
  objectives: [],
  ...differs,
});
const made = (of: FleetPlan, count = 200): readonly ProfiledDevice[] => {
  const make = createDeviceMaker(of, profiles);
  return Array.from({ length: count }, (_, device) => make(device).device);
};
const label = (device: ProfiledDevice, name: string): unknown =>
  device.capabilities.labels?.[`profiles.example.org/${name}`];

describe('a roster', () => {
  it('gives each kind its share', () => {
    const mixed = plan({
      revisions: [
        { revision: '1.0.0-rc.3', weight: 3 },
        { revision: '1.0.0-rc.2', weight: 1 },
      ],
      profiles: [
        { profile: 'industrial-pc', weight: 1 },
        { profile: 'k3s-node', weight: 4 },
      ],
      lifeCycles: [
        { lifeCycle: lifeCycle('one', {}), weight: 1 },
        { lifeCycle: lifeCycle('other', {}), weight: 1 },
      ],
    });
    const roster = createRoster(mixed, profiles);
    const entries = Array.from({ length: mixed.devices }, (_, device) => roster.of(device));
    const share = (of: (entry: (typeof entries)[number]) => number): number =>
      entries.filter((entry) => of(entry) === 0).length / entries.length;
    expect(share(({ revision }) => revision)).toBeCloseTo(0.75, 1);
    expect(share(({ profile }) => profile)).toBeCloseTo(0.2, 1);
    expect(share(({ lifeCycle: index }) => index)).toBeCloseTo(0.5, 1);
  });

  it('puts gateways with children where their revision has gateways only', () => {
    const mixed = plan({
      revisions: [
        { revision: '1.0.0-rc.3', weight: 1 },
        { revision: 'pre-draft-2024', weight: 1 },
      ],
      profiles: [
        { profile: 'industrial-pc', weight: 1 },
        { profile: 'line-gateway', weight: 1 },
      ],
    });
    const roster = createRoster(mixed, profiles);
    const kinds = new Set(
      Array.from({ length: 200 }, (_, device) => roster.of(device)).map(
        ({ revision, profile }) => `${revision} ${profile}`,
      ),
    );
    expect([...kinds].sort()).toEqual(['0 0', '0 1', '1 0']);
  });

  it('gives a life cycle to those only whom it selects', () => {
    const selective = plan({
      profiles: [
        { profile: 'industrial-pc', weight: 1 },
        { profile: 'k3s-node', weight: 1 },
      ],
      variation: { ...plan({}).variation, domains: ['water', 'mining'] },
      lifeCycles: [
        { lifeCycle: lifeCycle('wet', { domains: ['water'], profiles: ['k3s-node'] }), weight: 1 },
        { lifeCycle: lifeCycle('old', { revisions: ['pre-draft-2024'] }), weight: 1 },
        { lifeCycle: lifeCycle('any', {}), weight: 1 },
      ],
    });
    const roster = createRoster(selective, profiles);
    const entries = Array.from({ length: 500 }, (_, device) => roster.of(device));
    const wet = entries.filter((entry) => entry.lifeCycle === 0);
    expect(wet.length).toBeGreaterThan(30);
    expect(wet.every(({ profile, domain }) => profile === 1 && domain === 0)).toBe(true);
    expect(entries.some((entry) => entry.lifeCycle === 1)).toBe(false);
  });

  it('is the same for courses and for devices', () => {
    const result = check(
      property(PLANS, (any) => {
        const make = createDeviceMaker(any, profiles);
        const courses = createCourses(any, profiles, { index: 0, of: 1 });
        for (let row = 0; row < Math.min(5, courses.rows); row += 1) {
          const { revision, profile, lifeCycle: index, device } = make(row);
          expect([courses.revision(row), courses.profile(row), courses.lifeCycle(row)]).toEqual([
            revision,
            profile,
            index,
          ]);
          expect(device.profile).toBe(any.profiles[profile]?.profile);
        }
      }),
      { seed: 5, numRuns: 20 },
    );
    expect(result.failed, String(result.errorInstance)).toBe(false);
  });
});

describe('a made device', () => {
  it('reports what its revision can take, whatever varies, and is always the same', () => {
    // A revision compiles its schemas for itself.
    const spoken = {
      '1.0.0-rc.3': revisionOf('1.0.0-rc.3'),
      '1.0.0-rc.2': revisionOf('1.0.0-rc.2'),
      'pre-draft-2024': revisionOf('pre-draft-2024'),
    };
    const everything = [...profiles.keys()].map((profile) => ({ profile, weight: 1 }));
    const result = check(
      property(PLANS, integer({ min: 0, max: 1_000_000 }), (any, device) => {
        const full = { ...any, profiles: everything };
        const { revision, device: one } = createDeviceMaker(full, profiles)(device);
        const { documents } = spoken[full.revisions[revision]?.revision ?? '1.0.0-rc.3'];
        for (const { capabilities } of family(one)) {
          const written = documents.write('device-capabilities', jsonOf(capabilities));
          expect(documents.schemaErrors('device-capabilities', written)).toEqual([]);
        }
        expect(createDeviceMaker(full, profiles)(device).device).toEqual(one);
      }),
      { seed: 5, numRuns: 100 },
    );
    expect(result.failed, String(result.errorInstance)).toBe(false);
  });

  it('is its profile where nothing varies', () => {
    const { properties } = profiles.get('industrial-pc') ?? {};
    for (const { capabilities, updateIntervalMs } of made(plan({}), 5)) {
      expect(capabilities.properties).toMatchObject({ ...properties });
      expect(updateIntervalMs).toBe(60_000);
    }
  });

  it('varies within the bounds of its plan', () => {
    const variation = {
      ...{ cpu: 0.5, memory: 0.5, updateInterval: 0.5, architectures: ['arm64'] },
      ...{ runtimes: 0, security: 0.3, connectivity: 0.3, domains: ['water', 'food'] },
    };
    const [usual] = made(plan({}), 1);
    const devices = made(plan({ variation }));
    const cores = ({ capabilities }: ProfiledDevice): number => capabilities.properties.cpus?.[0]?.cores ?? 0;
    const memory = ({ capabilities }: ProfiledDevice): number => Number(bytesOf(capabilities.properties.memory ?? ''));
    if (!usual) throw new Error('there is a device');
    expect(Math.min(...devices.map(cores))).toBeGreaterThanOrEqual(cores(usual) / 2);
    expect(Math.max(...devices.map(cores))).toBeLessThanOrEqual(cores(usual) * 1.5);
    expect(new Set(devices.map(cores)).size).toBeGreaterThan(2);
    expect(Math.min(...devices.map(memory))).toBeGreaterThanOrEqual(memory(usual) / 2);
    expect(Math.max(...devices.map(memory))).toBeLessThanOrEqual(memory(usual) * 1.5);
    expect(new Set(devices.map(memory)).size).toBeGreaterThan(10);
    expect(new Set(devices.map(({ capabilities }) => capabilities.properties.cpus?.[0]?.architecture))).toEqual(
      new Set(['arm64']),
    );
    expect(new Set(devices.map((device) => label(device, 'domain')))).toEqual(new Set(['water', 'food']));
    const lacking = devices.filter((device) => String(label(device, 'security')) !== String(label(usual, 'security')));
    expect(lacking.length / devices.length).toBeCloseTo(0.3, 1);
    const otherwise = devices.filter((device) => label(device, 'connectivity') !== label(usual, 'connectivity'));
    expect(otherwise.length / devices.length).toBeCloseTo(0.3, 1);
  });

  it('may lack a runtime, but never the last one that it deploys with', () => {
    const lacking = made(
      plan({
        profiles: [{ profile: 'substation-gateway', weight: 1 }],
        variation: { ...plan({}).variation, runtimes: 1 },
      }),
    );
    const types = new Set(lacking.map(({ capabilities }) => capabilities.properties.supportedDeploymentTypes?.join()));
    expect([...types].sort()).toEqual(['compose', 'compose,helm', 'helm']);
    expect(lacking.filter((device) => label(device, 'language-runtimes') === undefined).length).toBeGreaterThan(30);
  });

  it('says the update interval that it polls at', () => {
    const varied = plan({
      devices: 50,
      durationMs: 200_000,
      variation: { ...plan({}).variation, updateInterval: 0.8 },
    });
    const courses = createCourses(varied, profiles, { index: 0, of: 1 });
    const devices = made(varied, 50);
    for (const [row, device] of devices.entries()) {
      courses.advance(row);
      expect(courses.at(row) / 1000).toBe(device.updateIntervalMs);
      expect(label(device, 'update-interval-seconds')).toBe(device.updateIntervalMs / 1000);
    }
    expect(new Set(devices.map(({ updateIntervalMs }) => updateIntervalMs)).size).toBeGreaterThan(20);
  });
});

it.each([
  ['1 Gi', 0.7, '768 Mi'],
  ['8 Gi', 1, '8 Gi'],
  ['8 Gi', 1.5, '12 Gi'],
  ['256 Mi', 0, '128 Mi'],
  ['plenty', 2, 'plenty'],
])('memory of %s, %d times as large, is %s', (memory, factor, varied) => {
  expect(variedMemory(memory, factor)).toBe(varied);
});
