import type { WireRequest } from '../../../simulator/protocol/exchange.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJsonBytes } from '../../../simulator/protocol/json.ts';
import { judgeListed } from '../../harness/success.ts';
import { objectAt } from '../../oracles/deployment/members.ts';
import { statusIs } from '../../oracles/status-code.ts';
import { successes } from '../../oracles/successes.ts';
import { STANDING, type Standing } from '../memory/clients.ts';
import { fingerprint } from '../memory/fingerprint.ts';
import type { Standpoint, Subject } from '../subject.ts';

/** Whether a client has reported such a device; all are its own where nothing is known of it. */
export function isOwnDevice({ memory }: Standpoint, device: number, row: number, deviceId: string): boolean {
  const own = memory.clients.deviceIds[row] ?? 0;
  if (own === 0) return true;
  const key = fingerprint(deviceId);
  return key === own || memory.families.of(device, key) !== undefined;
}

/** The device that a request is about: the id stands in the path, or in the body where a client is one device. */
export function reportedDevice({ path, body }: WireRequest): string | undefined {
  const inPath = /\/capabilities\/([^?]+)$/.exec(path)?.[1] ?? /\/device\/([^/?]+)\/capabilities$/.exec(path)?.[1];
  if (inPath !== undefined) return decodeURIComponent(inPath);
  try {
    const id = objectAt(asObject(body && parseJsonBytes(body)), 'properties')['id'];
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

const asObject = (document: JsonValue): JsonObject => (isJsonObject(document) ? document : {});

/** A report that was taken: as a new one or as a later one, as far as that is certain. */
export function judgeReport(standpoint: Standpoint, subject: Subject): void {
  const { bench, revision } = standpoint;
  const { response, judged } = subject;
  const { answers } = revision.traits;
  const standing = standingBefore(standpoint, subject);
  if (!judged.isProper || standing === 'unsure')
    bench.judge('CAP-006', statusIs(response, ...successes(answers, 'deviceCreated', 'deviceUpdated')));
  else if (standing === 'never')
    judgeListed(bench, answers, 'CAP-006', { answer: response, kind: 'deviceCreated', what: 'a first report' });
  else judgeListed(bench, answers, 'CAP-006', { answer: response, kind: 'deviceUpdated', what: 'a later report' });
  // An answer to a repetition may be heard of before that to the first.
  if (judged.isProper) remember(standpoint, subject, 'reported');
  else doubtReport(standpoint, subject);
}

/** Whether it was taken is not known: it got no answer, or one that says nothing about it. */
export function doubtReport(standpoint: Standpoint, subject: Omit<Subject, 'response'>): void {
  if (standingBefore(standpoint, subject) !== 'reported') remember(standpoint, subject, 'unsure');
}

/** A removal that was answered with success, or with 404; children go with their gateway or stay (G-14). */
export function judgeRemoval({ bench, revision, memory }: Standpoint, { response, judged, row }: Subject): void {
  const { answers } = revision.traits;
  bench.judge('CAP-007', statusIs(response, ...successes(answers, 'deviceRemoved'), 404));
  memory.families.doubt(judged.device);
  memory.clients.standings[row] = STANDING.unsure;
}

type Known = 'never' | 'reported' | 'unsure';

function standingBefore({ memory }: Standpoint, { request, judged, row }: Omit<Subject, 'response'>): Known {
  const { clients, families } = memory;
  const deviceId = reportedDevice(request);
  if (deviceId === undefined) return 'unsure';
  const key = fingerprint(deviceId);
  const own = clients.deviceIds[row] ?? 0;
  if (own === 0 || own === key) return NAMES[clients.standings[row] ?? STANDING.unsure] ?? 'unsure';
  return families.of(judged.device, key) ?? (clients.forgotten[row] === 0 ? 'never' : 'unsure');
}

const NAMES: Readonly<Record<number, Known>> = {
  [STANDING.never]: 'never',
  [STANDING.reported]: 'reported',
  [STANDING.unsure]: 'unsure',
};

function remember(
  { memory }: Standpoint,
  { request, judged, row }: Omit<Subject, 'response'>,
  standing: 'reported' | 'unsure',
): void {
  const { clients, families } = memory;
  const deviceId = reportedDevice(request);
  if (deviceId === undefined) return;
  const key = fingerprint(deviceId);
  if (clients.deviceIds[row] === 0) clients.deviceIds[row] = key;
  const code: Standing = STANDING[standing];
  if (clients.deviceIds[row] === key) clients.standings[row] = code;
  else families.set(judged.device, key, standing);
}
