import type { ProfileSet } from '../../device/profiles/profile.ts';
import type { FleetPlan } from '../plan/plan.ts';
import { streamKey, uniformAt } from '../random/stream.ts';

/** Milliseconds between the polls of a device whose plan says nothing else: its profile's, varied, in whole seconds. */
export function updateIntervals(
  plan: Pick<FleetPlan, 'seed' | 'profiles' | 'variation'>,
  profiles: ProfileSet,
): (device: number, profile: number) => number {
  const key = streamKey(plan.seed, 'update-interval');
  const seconds = plan.profiles.map(({ profile }) => profiles.get(profile)?.updateIntervalSeconds ?? 1);
  const { updateInterval } = plan.variation;
  return (device, profile) => {
    const factor = 1 + updateInterval * (2 * uniformAt(key, device, 0) - 1);
    return Math.max(1, Math.round((seconds[profile] ?? 1) * factor)) * 1000;
  };
}
