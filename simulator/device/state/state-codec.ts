import { createHash } from 'node:crypto';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { type JsonValue, parseJson, stringifyJson } from '../../protocol/json.ts';
import type { ManifestMark } from '../desired-state/manifest-rules.ts';
import { isModelDeployment } from '../desired-state/model-deployment.ts';
import { DeviceError } from '../device-error.ts';
import { jsonOf } from '../json-of.ts';
import type { AppliedDeployment, DeviceState, KeptEnrolment, QueuedStatus } from './device-state.ts';
import schema from './state-schema.json' with { type: 'json' };

/** The state as it stands in the file: versions are decimal texts, which every JSON reader keeps exact. */
interface StoredState {
  readonly accepted: StoredMark | null;
  readonly adopting: StoredMark | null;
  readonly desired: readonly { readonly deploymentId: string; readonly digest: string; readonly document: JsonValue }[];
  readonly applied: readonly (Omit<AppliedDeployment, 'adoptedVersion'> & { readonly adoptedVersion: string })[];
  readonly outbox: readonly QueuedStatus[];
  readonly reportedDevices: readonly string[];
  /** Absent in files of devices that knew no onboarding yet. */
  readonly enrolment?: KeptEnrolment | null;
}

interface StoredMark {
  readonly version: string;
  readonly etag: string;
}

const HEADER = 'waspect-device-state/1';
const isStored: ValidateFunction<StoredState> = new Ajv2020({ strictTypes: false }).compile<StoredState>(schema);

/** One line with the format and the hash of what follows, then the state as JSON. */
export function encodeState(state: DeviceState): string {
  const stored: StoredState = {
    ...state,
    accepted: storedMark(state.accepted),
    adopting: storedMark(state.adopting),
    desired: state.desired.map((item) => ({ ...item, document: jsonOf(item.document) })),
    applied: state.applied.map((item) => ({ ...item, adoptedVersion: item.adoptedVersion.toString() })),
  };
  const body = stringifyJson(jsonOf(stored));
  return `${HEADER} ${hash(body)}\n${body}\n`;
}

/**
 * Reads what {@link encodeState} wrote. A damaged file is refused, never replaced by a fresh start: that would forget
 * the version in use and open the way for a rollback (OFF-005).
 * @throws DeviceError STATE_CORRUPT
 */
export function decodeState(text: string): DeviceState {
  const [, header, sum, body = ''] = /^(\S+) (\S+)\n(.*)\n$/s.exec(text) ?? [];
  if (header !== HEADER) throw corrupt(`it does not start with ${HEADER}`);
  if (sum !== hash(body)) throw corrupt('its content does not have the hash in its first line');
  const stored: unknown = parseJson(body);
  if (!isStored(stored)) throw corrupt(`${isStored.errors?.[0]?.instancePath} ${isStored.errors?.[0]?.message}`);
  return {
    ...stored,
    accepted: mark(stored.accepted),
    adopting: mark(stored.adopting),
    desired: stored.desired.map(({ deploymentId, digest, document }) => {
      if (!isModelDeployment(document)) throw corrupt(`deployment ${deploymentId} lacks what has to be known`);
      return { deploymentId, digest, document };
    }),
    applied: stored.applied.map((item) => ({ ...item, adoptedVersion: BigInt(item.adoptedVersion) })),
    enrolment: stored.enrolment ?? null,
  };
}

const hash = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const storedMark = (known: ManifestMark | null): StoredMark | null =>
  known && { version: known.version.toString(), etag: known.etag };

const mark = (stored: StoredMark | null): ManifestMark | null =>
  stored && { version: BigInt(stored.version), etag: stored.etag };

const corrupt = (detail: string): DeviceError =>
  new DeviceError('STATE_CORRUPT', `the state file is damaged: ${detail}. Restore it, or provision the device anew`);
