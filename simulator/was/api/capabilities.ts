import { type Answer, empty } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { readDocument } from './read-document.ts';
import type { Context } from './resources.ts';

const deviceIdOf = ({ params }: ApiRequest): string => params['*'] ?? '';

/** `PUT /api/v1/capabilities/{deviceId}`: creates or replaces what the caller says of one of its devices (CAP-006). */
export function putCapabilities(request: ApiRequest, { behaviour, stores, caller }: Context): Answer {
  const deviceId = deviceIdOf(request);
  const read = readDocument(behaviour, request, (document) => behaviour.capabilityErrors(document, deviceId));
  if ('refused' in read) return read.refused;
  return stores.transaction(() => {
    const gateway = behaviour.gatewayOf(deviceId);
    if (gateway !== undefined && !stores.devices.has(caller, gateway)) {
      return behaviour.problem({
        reason: 'gateway-not-found',
        detail: `${gateway} has to be reported before ${deviceId}`,
      });
    }
    const existed = stores.devices.has(caller, deviceId);
    const fault = behaviour.reportFault(existed, request.method);
    if (fault !== undefined) {
      return behaviour.problem({ reason: fault, detail: `${deviceId} is ${existed ? 'known' : 'not known'}` });
    }
    stores.devices.put(caller, deviceId, read.text);
    return empty(behaviour.deviceTaken(existed, request.method));
  });
}

/** `DELETE /api/v1/capabilities/{deviceId}`: the device is gone (CAP-007). */
export function deleteCapabilities(request: ApiRequest, { behaviour, stores, caller }: Context): Answer {
  const deviceId = deviceIdOf(request);
  return stores.devices.remove(caller, deviceId)
    ? empty(204)
    : behaviour.problem({ reason: 'device-not-found', detail: `${deviceId} has not been reported by this client` });
}
