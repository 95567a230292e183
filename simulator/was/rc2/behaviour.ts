import { MANIFEST } from '../../protocol/media-types.ts';
import type { Rc2Dialect } from '../../protocol/rc2/dialects.ts';
import { rc2SchemaErrors } from '../../protocol/rc2/schemas.ts';
import { disagreements } from '../api/documents.ts';
import type { Behaviour } from '../behaviour.ts';
import { correctBehaviour } from '../correct-behaviour.ts';
import type { FieldError } from '../http/problem.ts';
import { rc2Deployment, rc2Model } from './documents.ts';
import { errorAnswer } from './error.ts';

/** What 1.0.0-rc.2 asks of a WFM in a dialect: the rules of 1.0.0-rc.3, save for those that were others before. */
export function rc2Behaviour(dialect: Rc2Dialect): Behaviour {
  const schemaErrors = rc2SchemaErrors(dialect);
  const errorsOf = (...received: Parameters<typeof schemaErrors>): readonly FieldError[] =>
    schemaErrors(...received).map(({ pointer, message }) => ({ field: pointer, message }));
  return {
    ...correctBehaviour,
    problem: errorAnswer,
    cacheControlOf: (mediaType) => (mediaType === MANIFEST ? 'private' : 'public, max-age=31536000, immutable'),
    capabilityErrors: (document, deviceId) => [
      ...errorsOf('device-capabilities', document),
      ...disagreements.ofDevice(document, deviceId),
    ],
    statusErrors: (document, deploymentId) => [
      ...errorsOf('deployment-status', document),
      ...disagreements.ofDeployment(document, deploymentId),
    ],
    modelOf: (document) => rc2Model(dialect, document),
    // POST and PUT of capabilities both list 201 alone, a status 200 alone.
    deviceTaken: () => 201,
    statusTaken: () => 200,
    urlsOf: (client, { registrations }) => {
      const base = `/api/v1/clients/${registrations.of(client)?.clientId ?? ''}`;
      return {
        bundle: (digest) => `${base}/bundles/${digest}`,
        deployment: (deploymentId, digest) => `${base}/deployments/${deploymentId}/${digest}`,
      };
    },
    deploymentDocument: (...order) => rc2Deployment(dialect, ...order),
  };
}
