/** What a client knows of a device id: nothing was said of it, it is reported, or it was and was removed. */
export type DeviceStanding = 'never' | 'reported' | 'removed';

export type DeviceRequest = 'report' | 'remove';

/** What is answered to the report of a new device, to that of a known one, to the removal of a known one, and of any other. */
export type DeviceStatus = 201 | 200 | 204 | 404;

/** The answer that follows from the codes, and what a verdict on it rests on. */
export interface LawfulAnswer {
  readonly status: DeviceStatus;
  readonly requirement: 'CAP-006' | 'CAP-007';
  /** Where the text says nothing of devices that were removed. */
  readonly position?: 'G-15';
}

const LAW: Readonly<Record<DeviceRequest, Readonly<Record<DeviceStanding, LawfulAnswer>>>> = {
  report: {
    never: { status: 201, requirement: 'CAP-006' },
    reported: { status: 200, requirement: 'CAP-006' },
    removed: { status: 201, requirement: 'CAP-006', position: 'G-15' },
  },
  remove: {
    never: { status: 404, requirement: 'CAP-007' },
    reported: { status: 204, requirement: 'CAP-007' },
    removed: { status: 404, requirement: 'CAP-007', position: 'G-15' },
  },
};

/** What a WFM answers to a request about a device, by what the same client said of it before. */
export const lawfulAnswer = (request: DeviceRequest, standing: DeviceStanding): LawfulAnswer => LAW[request][standing];

/** What the client knows afterwards. Removing what was never reported leaves it so. */
export function standingAfter(request: DeviceRequest, standing: DeviceStanding): DeviceStanding {
  if (request === 'report') return 'reported';
  return standing === 'never' ? 'never' : 'removed';
}

/** What a WFM that mixes two clients up would hold a device for. */
export function mergedStanding(own: DeviceStanding, other: DeviceStanding): DeviceStanding {
  if (own === 'reported' || other === 'reported') return 'reported';
  return own === 'removed' || other === 'removed' ? 'removed' : 'never';
}
