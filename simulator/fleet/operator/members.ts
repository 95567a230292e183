import type { ProfileSet } from '../../device/profiles/profile.ts';
import type { DeviceCapabilities } from '../../protocol/documents.ts';
import { revisionOf } from '../../protocol/revisions.ts';
import type { FleetPlan } from '../plan/plan.ts';
import { createDeviceMaker } from '../roster/device-of.ts';
import type { DeployedType, FleetClient, FleetMember } from './operator.ts';

const TYPES: readonly DeployedType[] = ['helm', 'compose'];

/** Who is in a fleet, as its operator has to know them; made when asked for, a tenth of a millisecond each. */
export interface Membership {
  of(device: number): FleetMember;
  /** What the client's own device says of itself. */
  capabilitiesOf(device: number): DeviceCapabilities;
}

/** `clientOf` is how the control contract names a client, `clientIdOf` how its identity does. */
export function membership(
  plan: FleetPlan,
  profiles: ProfileSet,
  clientOf: (device: number) => FleetClient['client'],
  clientIdOf?: (device: number) => string,
): Membership {
  const made = createDeviceMaker(plan, profiles, clientIdOf);
  return {
    of(device) {
      const { revision, device: profiled } = made(device);
      const { properties } = profiled.capabilities;
      const revisionId = plan.revisions[revision]?.revision;
      const known = revisionId === undefined ? [] : revisionOf(revisionId).traits.deploymentTypes;
      const supported = properties.supportedDeploymentTypes ?? [];
      const type = TYPES.find((each) => supported.includes(each) && known.includes(each)) ?? null;
      return { device, client: clientOf(device), deviceId: properties.id, type: profiled.hosts ? type : null };
    },
    capabilitiesOf: (device) => made(device).device.capabilities,
  };
}
