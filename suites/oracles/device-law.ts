import type { AnswerCodes } from '../../simulator/protocol/revision.ts';
import { successes } from './successes.ts';

/** What a client knows of a device id: nothing was said of it, it is reported, or it was and was removed. */
export type DeviceStanding = 'never' | 'reported' | 'removed';

export type DeviceRequest = 'report' | 'remove';

/** What a request about a device comes to; the status that says so is the revision's. */
export type DeviceAnswer = 'created' | 'updated' | 'removed' | 'unknown';

/** The answer that follows from the codes, and what a verdict on it rests on. */
export interface LawfulAnswer {
  readonly due: DeviceAnswer;
  readonly requirement: 'CAP-006' | 'CAP-007';
  /** Where the text says nothing of devices that were removed. */
  readonly position?: 'G-15';
}

const LAW: Readonly<Record<DeviceRequest, Readonly<Record<DeviceStanding, LawfulAnswer>>>> = {
  report: {
    never: { due: 'created', requirement: 'CAP-006' },
    reported: { due: 'updated', requirement: 'CAP-006' },
    removed: { due: 'created', requirement: 'CAP-006', position: 'G-15' },
  },
  remove: {
    never: { due: 'unknown', requirement: 'CAP-007' },
    reported: { due: 'removed', requirement: 'CAP-007' },
    removed: { due: 'unknown', requirement: 'CAP-007', position: 'G-15' },
  },
};

/** What a WFM answers to a request about a device, by what the same client said of it before. */
export const lawfulAnswer = (request: DeviceRequest, standing: DeviceStanding): LawfulAnswer => LAW[request][standing];

/** The statuses that a revision has for it, those on which its texts disagree included. */
export function statusesOf(due: DeviceAnswer, answers: AnswerCodes): readonly number[] {
  switch (due) {
    case 'created':
      return successes(answers, 'deviceCreated');
    case 'updated':
      return successes(answers, 'deviceUpdated');
    case 'removed':
      return successes(answers, 'deviceRemoved');
    case 'unknown':
      return [404];
  }
}

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
