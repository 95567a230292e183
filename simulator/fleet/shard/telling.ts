import { jsonOf } from '../../device/json-of.ts';
import type { DeviceState } from '../../device/state/device-state.ts';
import { isJsonObject, type JsonValue, parseJson, stringifyJson } from '../../protocol/json.ts';
import { canariesIn, canaryText } from '../operator/canary.ts';
import type { AcknowledgedReport } from '../operator/reports.ts';
import type { Adoption, Enrolled } from './slice-options.ts';

/** What a state that a device has written down lets it carry out that the former one did not. */
export function adoptionsIn(device: number, state: DeviceState, former: DeviceState, at: number): readonly Adoption[] {
  if (state.desired === former.desired) return [];
  const before = new Set(canaries(former));
  return canaries(state)
    .filter((canary) => !before.has(canary))
    .map((canary) => ({ device, canary, at }));
}

const canaries = ({ desired }: DeviceState): readonly string[] =>
  desired.flatMap(({ document }) => canariesIn(stringifyJson(jsonOf(document.spec.parameters ?? {}))).map(canaryText));

/** As whom a device is known from now on, where a WFM has just given it an id. */
export function enrolmentIn(device: number, state: DeviceState, former: DeviceState): Enrolled | null {
  const enrolment = state.enrolment?.isCurrent ? state.enrolment.enrolment : null;
  if (state.enrolment === former.enrolment || enrolment === null || enrolment.kind === 'none') return null;
  return { device, clientId: enrolment.clientId };
}

/** The status that a device has just told: the first of its outbox, until it has written down that it was told. */
export function reportIn(device: number, { outbox: [first] }: DeviceState, at: number): AcknowledgedReport | null {
  const document = first && parseJson(first.body);
  if (!first || !isJsonObject(document)) return null;
  const { status, components, adoptedManifestVersion: version } = document;
  return {
    device,
    deploymentId: first.deploymentId,
    state: stateOf(status),
    components: Array.isArray(components)
      ? components.map((each) => ({ name: text(each, 'name'), state: text(each, 'state') }))
      : [],
    adoptedManifestVersion: version === undefined ? null : String(version),
    at,
  };
}

const stateOf = (status: JsonValue | undefined): string => text(status, 'state');

const text = (value: JsonValue | undefined, name: string): string =>
  isJsonObject(value) ? String(value[name] ?? '') : '';
