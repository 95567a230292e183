import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, integer, property } from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { schemaErrors } from '../../protocol/rc3/schemas.ts';
import { jsonOf } from '../json-of.ts';
import { instantiate, type ProfiledDevice } from './instantiate.ts';
import { loadProfiles } from './load-profiles.ts';
import type { ProfileSet } from './profile.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/profiles');

let profiles: ProfileSet;
beforeAll(async () => {
  profiles = await loadProfiles(FOLDER);
});

const family = (device: ProfiledDevice): readonly ProfiledDevice[] => [device, ...device.children.flatMap(family)];

describe('the profiles', () => {
  it('are at least twelve and cover every kind', () => {
    const kinds = new Set([...profiles.values()].map(({ kind }) => kind));
    expect(profiles.size).toBeGreaterThanOrEqual(12);
    expect([...kinds].sort()).toEqual([
      'custom-host',
      'gateway',
      'host',
      'hosting-gateway',
      'opaque-gateway',
      'partial-host',
    ]);
  });

  it('give valid capabilities for any seed and index, and no serial number twice', () => {
    const result = check(
      property(integer({ min: 0 }), integer({ min: 0, max: 100_000 }), (seed, index) => {
        const devices = [...profiles.keys()].flatMap((id) => family(instantiate(profiles, id, { seed, index })));
        for (const { capabilities } of devices)
          expect(schemaErrors('device-capabilities', jsonOf(capabilities))).toEqual([]);
        const serials = devices.map(({ capabilities }) => capabilities.properties.serialNumber);
        expect(new Set(serials).size).toBe(serials.length);
      }),
      { seed: 3, numRuns: 30 },
    );
    expect(result.failed, String(result.errorInstance)).toBe(false);
  });

  it('give the same device for the same seed, and others for others', () => {
    const make = (seed: number, index: number): ProfiledDevice =>
      instantiate(profiles, 'line-gateway', { seed, index });
    expect(make(1, 2)).toEqual(make(1, 2));
    expect(make(1, 2).capabilities.properties.serialNumber).not.toBe(make(2, 2).capabilities.properties.serialNumber);
    expect(make(1, 2).capabilities.properties.serialNumber).not.toBe(make(1, 3).capabilities.properties.serialNumber);
  });

  it('put children below their gateway', () => {
    const gateway = instantiate(profiles, 'line-gateway', { seed: 1, index: 0, deviceId: 'gw' });
    expect(family(gateway).map(({ capabilities }) => capabilities.properties.id)).toEqual([
      'gw',
      'gw/line-controller-0',
      'gw/line-controller-1',
      'gw/line-controller-2',
      'gw/vision-station-3',
    ]);
    expect(Object.keys(gateway.capabilities.properties)).toEqual(['id', 'vendor', 'modelNumber', 'serialNumber']);
  });

  it('make the devices that they always made', () => {
    expect(instantiate(profiles, 'industrial-pc', { seed: 42, index: 7 })).toMatchSnapshot();
  });
});

describe('a folder of profiles', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'profiles-'));
    await cp(join(FOLDER, 'profile.schema.json'), join(folder, 'profile.schema.json'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const valid =
    'title: T\nkind: gateway\ndomain: water\nmodel: M\nupdateIntervalSeconds: 1\nconnectivity: { pattern: steady }\nsecurity: []\n';

  it.each([
    ['an unknown member', `id: a\n${valid}colour: red\n`, /^PROFILE_INVALID: a\.yaml: at \/ must NOT have additional/],
    ['another id than its name', `id: b\n${valid}`, /^PROFILE_INVALID: a\.yaml: its id is b/],
    ['a child that does not exist', `id: a\n${valid}children: [{ profile: x, count: 1 }]\n`, /no profile x/],
    ['itself as a child', `id: a\n${valid}children: [{ profile: a, count: 1 }]\n`, /a stands below itself/],
    ['capacity of a gateway that hosts nothing', `id: a\n${valid}properties: { memory: 1 Gi }\n`, /at \/properties/],
    [
      'an interface that the schema does not know',
      `id: a\n${valid.replace('gateway', 'partial-host')}properties: { interfaces: [{ type: lora }] }\n`,
      /at \/properties\/interfaces\/0\/type/,
    ],
    ['no YAML', 'id: [', /^PROFILE_INVALID: a\.yaml/],
  ])('with %s is refused', async (_name, text, message) => {
    await writeFile(join(folder, 'a.yaml'), text);
    await expect(loadProfiles(folder)).rejects.toThrow(message);
  });

  it('without a schema is refused', async () => {
    await rm(join(folder, 'profile.schema.json'));
    await expect(loadProfiles(folder)).rejects.toThrow(/^PROFILES_MISSING/);
  });
});
