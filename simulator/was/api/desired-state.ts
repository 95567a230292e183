import { BUNDLE, DEPLOYMENT, MANIFEST } from '../../protocol/media-types.ts';
import { currentManifest } from '../desired-state/manifest.ts';
import type { Answer } from '../http/answer.ts';
import { type ApiRequest, header } from '../http/api-request.ts';
import { represent } from '../http/represent.ts';
import type { Context } from './resources.ts';

/** `GET /api/v1/deployments`: the state manifest of the caller (DSM-001). */
export function getManifest(request: ApiRequest, context: Context): Answer {
  const { behaviour, caller } = context;
  if (!behaviour.accepts(header(request, 'accept'), MANIFEST)) {
    return behaviour.problem({
      reason: 'server-cannot-generate-response',
      detail: `Only ${MANIFEST} can be served here`,
    });
  }
  const { body, digest } = currentManifest(caller, context);
  return represent(behaviour, request, { mediaType: MANIFEST, body, digest });
}

/** `GET /api/v1/deployments/{deploymentId}/{digest}`: one ApplicationDeployment (DSA-001). */
export function getDeployment(request: ApiRequest, { behaviour, stores, caller }: Context): Answer {
  const { deploymentId = '', digest = '' } = request.params;
  const body = deploymentId === '' ? undefined : stores.artifacts.find(caller, deploymentId, digest);
  return body
    ? represent(behaviour, request, { mediaType: DEPLOYMENT, body, digest })
    : behaviour.problem({ reason: 'deployment-not-found', detail: `${deploymentId} has no content ${digest}` });
}

/** `GET /api/v1/bundles/{digest}`: the ApplicationDeployments of one manifest, in one archive (DSA-005). */
export function getBundle(request: ApiRequest, { behaviour, stores, caller }: Context): Answer {
  const { digest = '' } = request.params;
  const body = stores.artifacts.find(caller, '', digest);
  return body
    ? represent(behaviour, request, { mediaType: BUNDLE, body, digest })
    : behaviour.problem({ reason: 'invalid-bundle', detail: `There is no bundle ${digest}` });
}
