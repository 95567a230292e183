import type { Trial } from '../harness/trial.ts';
import type { Surround } from './run-sequences.ts';
import { MemorySite } from './site/memory-site.ts';
import { openDepot } from './world/depot.ts';

/** Devices deploy into a memory; what they deploy comes from a real registry. */
export const inMemory =
  ({ session }: Trial): Surround =>
  async (stack) => {
    const depot = stack.use(await openDepot(session.settings.surroundings.planted.registry));
    return { depot, site: stack.use(new MemorySite((deviceId) => depot.sourceFor(deviceId))) };
  };
