import { isJsonObject, parseJsonBytes, stringifyJson } from '../../protocol/json.ts';
import { JSON_DOCUMENT } from '../../protocol/media-types.ts';
import type { Rc2Dialect } from '../../protocol/rc2/dialects.ts';
import { deleteCapabilities, putCapabilities } from '../api/capabilities.ts';
import { getBundle, getDeployment, getManifest } from '../api/desired-state.ts';
import type { Handler, Resource } from '../api/resources.ts';
import { postStatus } from '../api/status.ts';
import type { Realm } from '../identity/peer.ts';
import { chainPem } from './identify.ts';
import { onboardingRequest } from './onboarding-request.ts';

const CLIENT = '/api/v1/clients/:clientId';

/** `POST /api/v1/onboarding`, of a client that was identified and admitted: its id, new or known (ONB-013). */
const onboard =
  (dialect: Rc2Dialect): Handler =>
  (request, { behaviour, stores, caller }) => {
    const read = onboardingRequest(request, behaviour, dialect);
    if ('refused' in read) return read.refused;
    const newcomer = { client: caller, certificate: chainPem(read.chainDer) };
    const clientId = behaviour.register(newcomer, behaviour.newClientId, stores);
    return {
      status: 201,
      headers: { 'Content-Type': JSON_DOCUMENT },
      body: Buffer.from(stringifyJson({ [dialect.clientIdMember]: clientId })),
    };
  };

/** Before gateways a client was one device, which its report names. */
const ofNamedDevice: Handler = (request, context) =>
  putCapabilities({ ...request, params: { ...request.params, '*': deviceIn(request.body) } }, context);

function deviceIn(body: Buffer): string {
  try {
    const document = parseJsonBytes(body);
    const properties = isJsonObject(document) ? document['properties'] : undefined;
    return isJsonObject(properties) ? String(properties['id']) : '';
  } catch {
    // What is no JSON is refused as such by the handler.
    return '';
  }
}

function capabilitiesOf({ capabilitiesPath, deletesDevices }: Rc2Dialect): Resource {
  const path = `${CLIENT}/capabilities`;
  return capabilitiesPath === 'per-client'
    ? { name: 'capabilities', path, methods: { POST: ofNamedDevice, PUT: ofNamedDevice } }
    : {
        name: 'capabilities',
        path: `${path}/*`,
        methods: {
          POST: putCapabilities,
          PUT: putCapabilities,
          ...(deletesDevices ? { DELETE: deleteCapabilities } : {}),
        },
      };
}

/** The whole interface of 1.0.0-rc.2 in a dialect. */
export function resourcesOf(dialect: Rc2Dialect, realm: Realm): readonly Resource[] {
  const status = dialect.statusPath === 'singular' ? 'deployment' : 'deployments';
  return [
    {
      name: 'root-certificate',
      path: '/api/v1/onboarding/certificate',
      methods: { GET: (_request, { behaviour }) => behaviour.rootCertificate(realm) },
    },
    { name: 'onboarding', path: '/api/v1/onboarding', methods: { POST: onboard(dialect) } },
    capabilitiesOf(dialect),
    { name: 'manifest', path: `${CLIENT}/deployments`, methods: { GET: getManifest } },
    { name: 'status', path: `${CLIENT}/${status}/:deploymentId/status`, methods: { POST: postStatus } },
    { name: 'deployment', path: `${CLIENT}/deployments/:deploymentId/:digest`, methods: { GET: getDeployment } },
    { name: 'bundle', path: `${CLIENT}/bundles/:digest`, methods: { GET: getBundle } },
  ];
}
