import { faker } from '@faker-js/faker/locale/en';
import type { DeviceCapabilities } from '../../protocol/documents.ts';
import { DeviceError } from '../device-error.ts';
import { labelsOf } from './labels.ts';
import type { Connectivity, Profile, ProfileSet } from './profile.ts';

/** One device of a profile, with its children. */
export interface ProfiledDevice {
  readonly profile: string;
  readonly capabilities: DeviceCapabilities;
  readonly children: readonly ProfiledDevice[];
  /** Whether it takes workloads. */
  readonly hosts: boolean;
  readonly updateIntervalMs: number;
  readonly connectivity: Connectivity;
}

export interface InstanceOptions {
  readonly seed: number;
  /** Which one of the profile's devices; each has its own serial number. */
  readonly index: number;
  /** Default: the profile's id and the index. */
  readonly deviceId?: string;
  /** How it departs from its profile; asked for each machine, the gateway before its children. Default: not at all. */
  readonly vary?: (profile: Profile) => Profile;
}

/** Dates are drawn before this moment, so that the same seed gives the same dates for ever. */
const REFERENCE_DATE = '2026-01-01T00:00:00Z';

/**
 * Makes a device; the same profile, seed and index always give the same one.
 * @throws DeviceError PROFILE_UNKNOWN
 */
export function instantiate(profiles: ProfileSet, profileId: string, options: InstanceOptions): ProfiledDevice {
  const profile = profiles.get(profileId);
  if (!profile)
    throw new DeviceError('PROFILE_UNKNOWN', `there is no profile ${profileId}; known: ${[...profiles.keys()]}`);
  const { seed, index, deviceId = `${profileId}-${index}`, vary = (found) => found } = options;
  return make({ profiles, vary, site: siteOf(seed, index) }, profile, deviceId, [seed, index]);
}

/** What the machines of a device have in common. */
interface Making {
  readonly profiles: ProfileSet;
  readonly vary: (profile: Profile) => Profile;
  readonly site: string;
}

function make(making: Making, original: Profile, deviceId: string, path: readonly number[]): ProfiledDevice {
  const { profiles, vary, site } = making;
  const profile = vary(original);
  const { vendor, serial, manufactured } = draw(profile.id, path);
  const { properties, model, kind, updateIntervalSeconds, connectivity } = profile;
  return {
    profile: profile.id,
    capabilities: {
      properties: { id: deviceId, vendor, modelNumber: model, serialNumber: `${model}-${serial}`, ...properties },
      labels: labelsOf(profile, { site, manufactured }),
    },
    children: childrenOf(profiles, profile).map((child, number) =>
      make(making, child, `${deviceId}/${child.id}-${number}`, [...path, number]),
    ),
    hosts: kind !== 'gateway',
    updateIntervalMs: updateIntervalSeconds * 1000,
    connectivity,
  };
}

const childrenOf = (profiles: ProfileSet, { children = [] }: Profile): readonly Profile[] =>
  children.flatMap(({ profile, count }) => {
    const child = profiles.get(profile);
    return child ? new Array<Profile>(count).fill(child) : [];
  });

/** The generator is shared in the process, so it is seeded before each use and used at once. */
function draw(profileId: string, path: readonly number[]): { vendor: string; serial: string; manufactured: string } {
  const vendor = vendorOf(profileId);
  faker.seed([...numbers(profileId), ...path]);
  const serial = faker.string.alphanumeric({ length: 10, casing: 'upper' });
  const date = faker.date.past({ years: 8, refDate: REFERENCE_DATE });
  return { vendor, serial, manufactured: date.toISOString().slice(0, 10) };
}

/** By profile: there are few, and seeding the generator is what a device costs most. */
const VENDORS = new Map<string, string>();

/** One vendor per profile, whichever seed a fleet has. */
function vendorOf(profileId: string): string {
  const known = VENDORS.get(profileId);
  if (known !== undefined) return known;
  faker.seed(numbers(profileId));
  const vendor = faker.company.name();
  VENDORS.set(profileId, vendor);
  return vendor;
}

function siteOf(seed: number, index: number): string {
  faker.seed([seed, index]);
  return faker.location.city();
}

const numbers = (text: string): number[] => [...text].map((letter) => letter.codePointAt(0) ?? 0);
