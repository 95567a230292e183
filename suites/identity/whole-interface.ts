import { jsonBytes } from '../../simulator/protocol/json.ts';
import { MANIFEST } from '../../simulator/protocol/media-types.ts';
import {
  bundlePath,
  capabilitiesPath,
  DEPLOYMENTS,
  deploymentPath,
  statusPath,
} from '../../simulator/protocol/rc3/paths.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { READ_DESIRED_STATE } from '../harness/probe/present.ts';
import type { RawRequest } from '../harness/probe/raw-connection.ts';
import type { Trial } from '../harness/trial.ts';
import { statusReport } from '../status/reporting.ts';
import { DEVICE, working } from './clients-with-workloads.ts';
import { soundTwin } from './kinds.ts';

// All are well-formed and about things that are there, so that nothing but who sends them stands in their way.

/** A request to each resource that needs no operator, in an order in which a client could send them. */
export async function requestsOfDevices(trial: Trial): Promise<readonly RawRequest[]> {
  const twin = await soundTwin(trial);
  await twin.report(plainHost(DEVICE));
  const fresh = trial.newClientId();
  return [
    READ_DESIRED_STATE,
    { method: 'PUT', path: capabilitiesPath(fresh), ...json(plainHost(fresh)) },
    { method: 'DELETE', path: capabilitiesPath(fresh) },
    { method: 'PUT', path: capabilitiesPath(DEVICE), ...json(plainHost(DEVICE, '2')) },
    { method: 'DELETE', path: capabilitiesPath(DEVICE) },
  ];
}

/** A request to each resource of a workload that a client has. */
export async function requestsOfWorkload(trial: Trial): Promise<readonly RawRequest[]> {
  const { workload } = await working(trial);
  const { deploymentId, manifest } = workload;
  const digest = manifest.deployments.find((entry) => entry.deploymentId === deploymentId)?.digest ?? '';
  return [
    {
      method: 'GET',
      path: DEPLOYMENTS,
      headers: [
        ['Accept', MANIFEST],
        ['If-None-Match', manifest.etag ?? '*'],
      ],
    },
    { method: 'GET', path: deploymentPath(deploymentId, digest) },
    { method: 'GET', path: bundlePath(manifest.bundle?.digest ?? digest) },
    { method: 'POST', path: statusPath(deploymentId), ...json(statusReport(workload, 'installed')) },
  ];
}

/** A request with this document as its body. */
export const json = (body: object): Pick<RawRequest, 'headers' | 'body'> => ({
  headers: [['Content-Type', 'application/json']],
  body: jsonBytes(body),
});
