import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadProfiles } from '../../../simulator/device/profiles/load-profiles.ts';
import type { ProfileSet } from '../../../simulator/device/profiles/profile.ts';
import { loadLifeCycles } from '../../../simulator/fleet/life-cycles/load-life-cycles.ts';
import { loadPlan } from '../../../simulator/fleet/plan/load-plan.ts';
import type { FleetPlan } from '../../../simulator/fleet/plan/plan.ts';
import type { RevisionId } from '../../../simulator/protocol/revision.ts';
import { revisionOf } from '../../../simulator/protocol/revisions.ts';
import { ConfigurationError } from '../../../suites/harness/failure.ts';

export interface PlanRequest {
  /** A file, or the name of one that comes with waspect. */
  readonly plan: string;
  /** `path=value`, each in place of what the plan has. */
  readonly set: readonly string[];
  /** Beside those of the plan. */
  readonly objectives: readonly string[];
  /** Which all devices speak; null: as the plan has it. */
  readonly revision: RevisionId | null;
}

export interface ReadyPlan {
  readonly file: string;
  readonly plan: FleetPlan;
  /** Those that the plan names, and what stands below them. */
  readonly profiles: ProfileSet;
}

const FIXTURES = join(import.meta.dirname, '../../../fixtures');
const FLEETS = join(FIXTURES, 'fleets');
const SUFFIX = '.yaml';

/** Reads a plan. @throws PlanError; ConfigurationError FLEET_PLAN_UNKNOWN, FLEET_CONNECTIONS_SHARED */
export async function readyPlan({ plan: named, set, objectives, revision }: PlanRequest): Promise<ReadyPlan> {
  const file = planFile(named);
  const [profiles, lifeCycles] = await Promise.all([
    loadProfiles(join(FIXTURES, 'profiles')),
    loadLifeCycles(join(FLEETS, 'life-cycles')),
  ]);
  const plan = await loadPlan(file, { set, objectives, profiles, lifeCycles, revision });
  needsOwnConnections(plan);
  return { file, plan, profiles };
}

/** A connection that says whose requests it carries can be nobody else's. */
function needsOwnConnections({ connections, revisions }: FleetPlan): void {
  if (connections.policy !== 'shared') return;
  const bound = revisions.find(({ revision }) => revisionOf(revision).traits.callerIdentity === 'mutual-tls');
  if (!bound) return;
  throw new ConfigurationError(
    'FLEET_CONNECTIONS_SHARED',
    `connections.policy is shared, but under ${bound.revision} the client certificate of a connection says whose requests it carries; use keep-alive, resume or close (--set connections.policy=keep-alive)`,
  );
}

function planFile(named: string): string {
  if (/[./\\]/.test(named)) return named;
  const names = readdirSync(FLEETS)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length));
  if (names.includes(named)) return join(FLEETS, `${named}${SUFFIX}`);
  throw new ConfigurationError(
    'FLEET_PLAN_UNKNOWN',
    `no plan is called ${named}; name a YAML file, or one of ${names.sort().join(', ')}`,
  );
}
