import type { Host, Topology } from '../gateway.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import type { ProfiledDevice } from './instantiate.ts';

/** The machines of a made device, each host with a runtime of its own. */
export function topologyOf(device: ProfiledDevice, runtimeFor: (deviceId: string) => Runtime): Topology {
  const host = ({ capabilities, hosts }: ProfiledDevice): Host => ({
    capabilities,
    runtime: hosts ? runtimeFor(capabilities.properties.id) : null,
  });
  const below = ({ children }: ProfiledDevice): readonly Host[] =>
    children.flatMap((child) => [host(child), ...below(child)]);
  return { self: host(device), children: below(device) };
}
