import { readDocument } from '../api/read-document.ts';
import type { Handler, Resource } from '../api/resources.ts';
import { empty } from '../http/answer.ts';
import { postToken } from './authorization/token.ts';
import { getCertificate, postOnboarding } from './onboarding/onboarding.ts';
import type { PreDraftSite } from './site.ts';

/** `POST` and `PUT /device/{deviceId}/capabilities`: both create or replace (G-98). */
const putCapabilities: Handler = (request, { behaviour, stores, caller }) => {
  const { deviceId = '' } = request.params;
  const read = readDocument(behaviour, request, (document) => behaviour.capabilityErrors(document, deviceId));
  if ('refused' in read) return read.refused;
  return stores.transaction(() => {
    const existed = stores.devices.has(caller, deviceId);
    if (request.method === 'PUT' && behaviour.preDraft.putNeedsDevice && !existed)
      return behaviour.problem({ reason: 404, detail: `${deviceId} has not been reported` });
    stores.devices.put(caller, deviceId, read.text);
    return empty(behaviour.deviceTaken(existed));
  });
};

/** `POST /device/{deviceId}/deployment/{deploymentId}/status`, for a deployment of this device. */
const postStatus: Handler = (request, { behaviour, stores, caller }) => {
  const { deviceId = '', deploymentId = '' } = request.params;
  const assignment = stores.deployments.find(caller, deploymentId);
  if (!assignment || !behaviour.preDraft.isOfDevice(assignment, deviceId))
    return behaviour.problem({ reason: 404, detail: `${deploymentId} was not assigned to ${deviceId}` });
  const read = readDocument(behaviour, request, (document) => behaviour.statusErrors(document, deploymentId));
  if ('refused' in read) return read.refused;
  return stores.transaction(() => {
    const existed = stores.statuses.has(caller, deploymentId);
    stores.statuses.put(caller, deploymentId, read.text);
    return empty(behaviour.statusTaken(existed));
  });
};

/** The whole interface of the pre-draft, the repositories aside. */
export const resourcesOf = (site: PreDraftSite): readonly Resource[] => [
  { name: 'root-certificate', path: '/onboarding/certificate', methods: { GET: () => getCertificate(site) } },
  ...['/onboarding', '/onboarding/'].map(
    (path): Resource => ({ name: 'onboarding', path, methods: { POST: (request) => postOnboarding(request, site) } }),
  ),
  { name: 'token', path: '/oauth/token', methods: { POST: (request) => postToken(request, site) } },
  {
    name: 'capabilities',
    path: '/device/:deviceId/capabilities',
    methods: { POST: putCapabilities, PUT: putCapabilities },
  },
  { name: 'status', path: '/device/:deviceId/deployment/:deploymentId/status', methods: { POST: postStatus } },
];
