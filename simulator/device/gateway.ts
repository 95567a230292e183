import type { DeviceCapabilities } from '../protocol/documents.ts';
import type { Runtime } from './runtimes/runtime.ts';

/** A machine that the client reports. Without a runtime it hosts nothing (CAP-011). */
export interface Host {
  readonly capabilities: DeviceCapabilities;
  readonly runtime: Runtime | null;
  /** Whether the client reaches it now; default always. */
  readonly isReachable?: () => boolean;
}

/**
 * The machines behind one client. A plain device and an opaque gateway have no children: the one stands for itself, the
 * other for all that is behind it (GWY-007). A see-thru gateway has them, hosting or not (GWY-001, GWY-005).
 */
export interface Topology {
  readonly self: Host;
  /** Ids stand below the gateway's own (GWY-002). */
  readonly children: readonly Host[];
  /** Whether the gateway chooses a child for a target that ends in `/*`; default true where there are children. */
  readonly placesAutonomously?: boolean;
}

export const idOf = ({ capabilities }: Host): string => capabilities.properties.id;

/** In the order in which they are reported: the gateway first (GWY-003), a parent before what is below it. */
export function hostsOf({ self, children }: Topology): readonly Host[] {
  const depth = (host: Host): number => idOf(host).split('/').length;
  return [self, ...[...children].sort((left, right) => depth(left) - depth(right))];
}

export const isReachable = (host: Host): boolean => host.isReachable?.() ?? true;
