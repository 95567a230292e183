import type { Behaviour } from '../../behaviour.ts';
import { canonicalJson } from '../../desired-state/canonical-json.ts';
import { manifestJson } from '../../desired-state/manifest.ts';
import { isUnknownDeployment } from '../unknown-deployment.ts';
import { obstinateArchive } from './archive.ts';
import { obstinateDelivery } from './deliver.ts';
import { annotated, anyId, obstinateYaml, respelt } from './documents.ts';
import { obstinateStores } from './stores.ts';
import { busyNowAndThen } from './unavailable.ts';

/** Shorter than many a client thinks between two requests. */
const IDLE_MS = 100;
const BEYOND_SIGNED = 2n ** 64n - 2n ** 32n;

/**
 * The freedoms that exclude those of the contrary mode, and some more: the whole namespace is accepted, nothing is kept
 * that the current manifest does not list, what breaks a rule is 400, what the operator sees lags behind, and HTTP is
 * spoken as few servers do. With `wholeNamespace` nobody has to be admitted, which is right where the endpoints do not
 * tell their clients apart.
 */
export function obstinate(behaviour: Behaviour, wholeNamespace = true): Behaviour {
  const busy = busyNowAndThen();
  return {
    ...behaviour,
    // Connections that idle for a moment are closed.
    tlsOptions: (options) => ({
      ...behaviour.tlsOptions(options),
      keepAliveTimeout: IDLE_MS,
      keepAliveTimeoutBuffer: 0,
    }),
    // The namespace as a whole, save who was retired (WIP-013).
    admits: (policy, peer, decision, request) =>
      behaviour.admits(wholeNamespace ? 'namespace' : policy, peer, decision, request),
    mayEncode: () => false,
    // Where malformed ends and wrong in meaning begins is not drawn (CAP-006, STA-003).
    problem: ({ reason, ...problem }) =>
      behaviour.problem({ ...problem, reason: reason === 'semantic-error' ? 'invalid-request' : reason }),
    capabilityErrors: (document, deviceId) =>
      behaviour.capabilityErrors(anyId(document, 'properties', 'id', deviceId), deviceId),
    statusErrors: (document, deploymentId) =>
      behaviour.statusErrors(anyId(document, undefined, 'deploymentId', deploymentId), deploymentId),
    deploymentDocument: (...order) => annotated(behaviour.deploymentDocument(...order)),
    serialiseDeployment: obstinateYaml,
    archive: obstinateArchive,
    nextManifestVersion: (previous) =>
      previous === undefined ? 1n : (previous < BEYOND_SIGNED ? BEYOND_SIGNED : previous) + 3n,
    serialiseManifest: (manifest) => respelt(canonicalJson(manifestJson(manifest))),
    stores: (stores, database) => obstinateStores(behaviour.stores(stores, database)),
    exchange: async (request, next) => {
      const problem = busy(request.peer.key);
      if (problem) return behaviour.problem(problem);
      const answer = await behaviour.exchange(request, next);
      return isUnknownDeployment(request, answer)
        ? behaviour.problem({ reason: 'not-authorized', detail: 'That deployment is not yours' })
        : answer;
    },
    deliver: obstinateDelivery,
  };
}
