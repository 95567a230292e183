import { type DeviceAnswer, type DeviceRequest, type DeviceStanding, lawfulAnswer } from './device-law.ts';

/** The answer that follows, and what a verdict on it rests on. */
export interface FamilyAnswer {
  readonly due: DeviceAnswer;
  readonly requirement: 'CAP-006' | 'CAP-007' | 'GWY-004';
  readonly position?: 'G-13' | 'G-15';
}

/** The device at the top of a hierarchy, for a device below it. */
export function gatewayOf(deviceId: string): string | undefined {
  const end = deviceId.indexOf('/');
  return end === -1 ? undefined : deviceId.slice(0, end);
}

/** Devices between the gateway at the top and the device itself. */
function between(deviceId: string): readonly string[] {
  const segments = deviceId.split('/');
  return segments.slice(2).map((_segment, index) => segments.slice(0, index + 2).join('/'));
}

/**
 * What a WFM answers about a device of a family. A child needs its gateway (GWY-004); whether it needs each device in
 * between is open (G-13).
 */
export function familyAnswer(
  request: DeviceRequest,
  deviceId: string,
  standings: ReadonlyMap<string, DeviceStanding>,
): FamilyAnswer {
  const standing = standings.get(deviceId) ?? 'never';
  const gateway = gatewayOf(deviceId);
  if (request === 'report' && gateway !== undefined && standings.get(gateway) !== 'reported')
    return { due: 'unknown', requirement: 'GWY-004' };
  const { due, requirement, position } = lawfulAnswer(request, standing);
  const orphaned = between(deviceId).some((device) => standings.get(device) !== 'reported');
  const rests = request === 'report' && orphaned ? 'G-13' : position;
  return { due, requirement, ...(rests && { position: rests }) };
}

/** Whether something is reported below a device: what removing it does to that is open (G-14). */
export const hasFamily = (deviceId: string, standings: ReadonlyMap<string, DeviceStanding>): boolean =>
  Array.from(standings).some(([other, standing]) => standing === 'reported' && other.startsWith(`${deviceId}/`));
