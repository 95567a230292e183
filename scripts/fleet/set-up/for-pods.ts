import { ConfigurationError } from '../../../suites/harness/failure.ts';
import { readyEnrolment } from '../../../suites/harness/session/identities.ts';
import type { Target } from '../../../suites/harness/target/target.ts';

export interface PodsRequest {
  /** Into which the fleet is cut. */
  readonly shards: number;
  readonly devices: number;
  /** Only this one of the fleet; null: all. */
  readonly device: number | null;
  /** Of the target files; none: the reference WAS, beside this program. */
  readonly claims: readonly Target[];
}

/** A name or an address by which each machine means itself (RFC 1122, RFC 4291, RFC 6761). */
const ITSELF = /^(127(\.\d+){3}|\[::1\]|(.+\.)?localhost)$/;

/**
 * Refuses what pods of a cluster cannot carry. The hook may be at home: only this program calls it.
 * @throws ConfigurationError FLEET_TARGET_AT_HOME, FLEET_DEVICE_ALONE, FLEET_FEW_DEVICES
 */
export function requireForPods({ shards, devices, device, claims }: PodsRequest): void {
  if (claims.length === 0)
    throw new ConfigurationError(
      'FLEET_TARGET_AT_HOME',
      'pods cannot reach the reference WAS beside this program; start one on an address of this machine that they reach (waspect was --host ADDRESS), and name its target file with --target',
    );
  for (const url of claims.flatMap(calledByDevices))
    if (ITSELF.test(new URL(url).hostname))
      throw new ConfigurationError(
        'FLEET_TARGET_AT_HOME',
        `${url} means this machine, and in a pod the pod; let the system listen on an address that the cluster reaches, and name that in the target file`,
      );
  if (device !== null)
    throw new ConfigurationError(
      'FLEET_DEVICE_ALONE',
      `device ${device} alone needs no cluster; leave out --on kubernetes, or --device`,
    );
  if (shards > devices)
    throw new ConfigurationError(
      'FLEET_FEW_DEVICES',
      `${shards} shards have only ${devices} devices to carry; give --shards ${devices} or less`,
    );
}

function calledByDevices({ endpoint, identity }: Target): readonly string[] {
  const enrolment = readyEnrolment(identity);
  if (enrolment?.kind !== 'oauth') return [endpoint.url];
  return [endpoint.url, enrolment.tokenUrl, ...(enrolment.repository ? [enrolment.repository.url] : [])];
}
