import { instantiate, type ProfiledDevice } from '../../device/profiles/instantiate.ts';
import type { Profile, ProfileSet } from '../../device/profiles/profile.ts';
import { revisionOf } from '../../protocol/revisions.ts';
import type { FleetPlan } from '../plan/plan.ts';
import { Stream, streamKey } from '../random/stream.ts';
import { createRoster, type RosterEntry } from './roster.ts';
import { updateIntervals } from './update-interval.ts';
import { vary } from './vary.ts';

/** A device of a fleet as its plan has it: what it is, and what it says of itself. */
export interface FleetDevice extends RosterEntry {
  readonly device: ProfiledDevice;
}

/** Makes any device of a plan, always the same one; about a tenth of a millisecond a machine. */
export type DeviceMaker = (device: number) => FleetDevice;

/** `clientIdOf` names the devices of revisions in which a client is one device, whose names have to differ in the whole WFM. */
export function createDeviceMaker(
  plan: FleetPlan,
  profiles: ProfileSet,
  clientIdOf?: (device: number) => string,
): DeviceMaker {
  const isClient = plan.revisions.map(({ revision }) => revisionOf(revision).traits.devicesOfClient === 'one');
  const roster = createRoster(plan, profiles);
  const intervalMs = updateIntervals(plan, profiles);
  const key = streamKey(plan.seed, 'variation');
  return (device) => {
    const entry = roster.of(device);
    const deviceId = isClient[entry.revision] ? clientIdOf?.(device) : undefined;
    const random = new Stream(key, device);
    const domain = plan.variation.domains[entry.domain];
    const own = plan.profiles[entry.profile]?.profile ?? '';
    const varied = (profile: Profile): Profile => ({
      ...vary(profile, plan.variation, random),
      ...(domain !== undefined && { domain }),
      ...(profile.id === own && { updateIntervalSeconds: intervalMs(device, entry.profile) / 1000 }),
    });
    const options = { seed: plan.seed, index: device, vary: varied, ...(deviceId !== undefined && { deviceId }) };
    return { ...entry, device: instantiate(profiles, own, options) };
  };
}
