import { readFileSync } from 'node:fs';

/** What the machine lets one process, and one address, have. Undefined where the system does not tell. */
export interface MachineLimits {
  /** Open files of a process. */
  readonly descriptors: number | undefined;
  /** Ports that connections to one address of a server may come from, for each address of ours. */
  readonly ports: number | undefined;
}

export interface Demand {
  /** Connections that are open at the same time, at most. */
  readonly openConnections: number;
  /** Of ours; at least 1. */
  readonly sourceAddresses: number;
  /** Processes that share the connections. */
  readonly processes: number;
}

/** Files that the process holds besides connections: modules, logs, pipes. */
const OTHER_FILES = 200;

export const machineLimits = (): MachineLimits => ({
  descriptors: numberIn('/proc/self/limits', /^Max open files\s+(\d+)/m),
  ports: portsIn('/proc/sys/net/ipv4/ip_local_port_range'),
});

/** What a person should know before the fleet starts, each with what to do. */
export function warnings(limits: MachineLimits, demand: Demand): readonly string[] {
  const { openConnections, sourceAddresses, processes } = demand;
  const files = Math.ceil(openConnections / processes) + OTHER_FILES;
  const ports = Math.ceil(openConnections / sourceAddresses);
  const found: string[] = [];
  if (limits.descriptors !== undefined && files > limits.descriptors)
    found.push(
      `FLEET_FEW_DESCRIPTORS: about ${files} files may be open and the limit is ${limits.descriptors}; raise it (ulimit -n ${files}), or use the connection policy close or shared`,
    );
  if (limits.ports !== undefined && ports > limits.ports)
    found.push(
      `FLEET_FEW_PORTS: ${ports} connections from one address need more than the ${limits.ports} ports of ip_local_port_range; name more of your addresses (connections.sourceAddresses), or use the policy shared`,
    );
  return found;
}

function portsIn(file: string): number | undefined {
  const [, low, high] = /^(\d+)\s+(\d+)/.exec(textOf(file)) ?? [];
  return low === undefined || high === undefined ? undefined : Number(high) - Number(low) + 1;
}

function numberIn(file: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(textOf(file))?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Empty on systems that tell otherwise. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
