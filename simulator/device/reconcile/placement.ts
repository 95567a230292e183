import type { ApplicationDeployment } from '../../protocol/documents.ts';
import { type Host, hostsOf, idOf, isReachable, type Topology } from '../gateway.ts';
import { ineligibility } from '../matching/eligibility.ts';
import type { Runtime } from '../runtimes/runtime.ts';

export type Placement = Placed | Refused;

export interface Placed {
  readonly kind: 'placed';
  readonly deviceId: string;
  readonly runtime: Runtime;
}

export interface Refused {
  readonly kind: 'refused';
  readonly code: string;
  readonly message: string;
  /** Set where the gateway itself says so (STA-011). */
  readonly source: string | null;
  /** The child that it is about, if it is about one. */
  readonly deviceId: string | null;
  /** It may come to pass later without a new manifest. */
  readonly passing: boolean;
}

/** The reserved error codes of gateways (GWY-010); they travel as text (position G-34). */
const UNKNOWN_CHILD = '101';
const UNREACHABLE_CHILD = '102';
const NO_PLACEMENT = '103';

/** Where a deployment is to go. What is already somewhere behind a `/*` stays there while it may. */
export function place(document: ApplicationDeployment, topology: Topology, current: string | null): Placement {
  const target = document.metadata.deviceId;
  if (target.endsWith('/*')) return placeFreely(document, target.slice(0, -1), topology, current);
  const host = hostsOf(topology).find((candidate) => idOf(candidate) === target);
  if (!host) return unknownTarget(target, topology);
  if (host !== topology.self && !isReachable(host)) return unreachable(target, topology);
  return admit(document, host) ?? refused('NOT_HOSTING', `${target} hosts no workloads`);
}

function admit(document: ApplicationDeployment, host: Host): Placement | undefined {
  if (!host.runtime) return undefined;
  const obstacle = ineligibility(document.spec.deploymentProfile, host.capabilities);
  if (obstacle) return refused(obstacle.code, obstacle.message);
  return { kind: 'placed', deviceId: idOf(host), runtime: host.runtime };
}

function placeFreely(
  document: ApplicationDeployment,
  prefix: string,
  topology: Topology,
  current: string | null,
): Placement {
  const gateway = idOf(topology.self);
  const mayPlace = topology.placesAutonomously ?? topology.children.length > 0;
  const candidates = mayPlace
    ? topology.children.filter((child) => idOf(child).startsWith(prefix) && isReachable(child))
    : [];
  const settled = candidates.filter((child) => idOf(child) === current);
  for (const child of [...settled, ...candidates]) {
    const placement = admit(document, child);
    if (placement?.kind === 'placed') return placement;
  }
  const message = mayPlace ? `no reachable device below ${prefix} fits` : `${gateway} does not choose devices`;
  return { ...refused(NO_PLACEMENT, message), source: gateway };
}

function unknownTarget(target: string, topology: Topology): Refused {
  const gateway = idOf(topology.self);
  if (!target.startsWith(`${gateway}/`)) return refused('NOT_THIS_DEVICE', `${target} is not behind this client`);
  return { ...refused(UNKNOWN_CHILD, `${gateway} knows no ${target}`), source: gateway, deviceId: target };
}

/** The answer for a child that is known but away; it may come back without a new manifest. */
export const unreachable = (target: string, topology: Topology): Refused => ({
  ...refused(UNREACHABLE_CHILD, `${target} cannot be reached`),
  source: idOf(topology.self),
  deviceId: target,
  passing: true,
});

const refused = (code: string, message: string): Refused => ({
  kind: 'refused',
  code,
  message,
  source: null,
  deviceId: null,
  passing: false,
});
