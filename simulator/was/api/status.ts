import { type Answer, empty } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { readDocument } from './read-document.ts';
import type { Context } from './resources.ts';

/**
 * `POST /api/v1/deployments/{deploymentId}/status`: how far a deployment has come. The deployment is looked for first,
 * among the caller's own (STA-014); the registry's deployment-not-found is about content, so a plain 404 (G-16).
 */
export function postStatus(request: ApiRequest, { behaviour, stores, caller }: Context): Answer {
  const { deploymentId = '' } = request.params;
  if (stores.deployments.find(caller, deploymentId) === undefined) {
    return behaviour.problem({ reason: 404, detail: `${deploymentId} was not assigned to this client` });
  }
  const read = readDocument(behaviour, request, (document) => behaviour.statusErrors(document, deploymentId));
  if ('refused' in read) return read.refused;
  return stores.transaction(() => {
    const existed = stores.statuses.has(caller, deploymentId);
    stores.statuses.put(caller, deploymentId, read.text);
    return empty(behaviour.statusTaken(existed));
  });
}
