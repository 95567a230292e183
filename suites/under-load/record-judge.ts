import type { Finding } from '../../simulator/fleet/judging/judge.ts';
import type { SharedId } from '../../simulator/fleet/operator/ledger.ts';
import type { ObservedDeployment } from '../../simulator/fleet/operator/operator.ts';
import type { DeviceFinding, RecordJudge } from '../../simulator/fleet/operator/read-back.ts';
import type { AcknowledgedReport } from '../../simulator/fleet/operator/reports.ts';
import type { Adoption } from '../../simulator/fleet/shard/slice-options.ts';
import {
  DEPLOYMENT_STATES,
  type DeploymentState,
  type DeviceCapabilities,
} from '../../simulator/protocol/documents.ts';
import { parseJson, toJson } from '../../simulator/protocol/json.ts';
import type { Revision, RevisionTraits } from '../../simulator/protocol/revision.ts';
import { judgeScope } from '../harness/scope.ts';
import { broken, HOLDS, type Judgement } from '../oracles/judgement.ts';
import { keptDevicesAre } from '../oracles/kept-capabilities.ts';
import { agreesWith, isUnknown, type StoredStatus } from '../oracles/observation.ts';
import { type Catalogue, loadCatalogue } from '../requirements/catalogue.ts';
import { Findings } from './findings.ts';

export interface RecordJudgeOptions {
  readonly revisionOf: (device: number) => Revision;
  /** What the client's own device has said of itself last. */
  readonly capabilitiesOf: (device: number) => DeviceCapabilities;
  readonly catalogue?: Catalogue;
}

/**
 * Holds the WFM's own records against what it has acknowledged: the last status of a deployment (USR-002), and what a
 * device said of itself (USR-001). A deployment that was withdrawn may be gone from the records.
 */
export function recordJudge({
  revisionOf,
  capabilitiesOf,
  catalogue = loadCatalogue(),
}: RecordJudgeOptions): RecordJudge {
  const judged = (device: number, judge: (findings: Findings, revision: Revision) => void): readonly Finding[] => {
    const revision = revisionOf(device);
    const findings = new Findings(catalogue, revision.id);
    judge(findings, revision);
    return findings.take();
  };
  return {
    deployment: ({ device }, { report, state }, observed) =>
      judged(device, (findings, { traits }) => {
        const mayBeGone = state === 'withdrawn' && isUnknown(stored(observed)).ok;
        const isOpen = mayBeGone || !report || isLater(observed, report);
        findings.judge('USR-002', isOpen ? HOLDS : agrees(observed, report, traits));
      }),
    devices: ({ device, deviceId }, observed) =>
      judged(device, (findings, revision) => {
        const said = revision.documents.write('device-capabilities', toJson(capabilitiesOf(device)));
        const { labels } = revision.traits;
        findings.judge('USR-001', keptDevicesAre(observed, new Map([[deviceId, said]]), { labels }));
      }),
  };
}

/** What an operator saw that concerns clients and not their records. */
export interface OperatorSights {
  readonly strays: readonly Adoption[];
  readonly shared: readonly SharedId[];
}

/**
 * Judges what an operator saw: a device that carries out what was assigned to another one was told so by a WFM that mixes
 * its clients up (GEN-008, USR-016), and two deployments have an id each (WFL-007).
 */
export function judgeSights(
  { strays, shared }: OperatorSights,
  { revisionOf, catalogue = loadCatalogue() }: Omit<RecordJudgeOptions, 'capabilitiesOf'>,
): readonly DeviceFinding[] {
  const found: DeviceFinding[] = [];
  const judged = (device: number, judge: (findings: Findings) => void): void => {
    const findings = new Findings(catalogue, revisionOf(device).id);
    judge(findings);
    found.push(...findings.take().map((finding) => ({ ...finding, device })));
  };
  for (const { device, canary } of strays)
    judged(device, (findings) =>
      judgeScope(
        findings,
        'GEN-008',
        broken(`only what was assigned to device ${device}`, `${canary}, carried out by it`),
      ),
    );
  for (const { deploymentId, devices } of shared)
    judged(devices[1], (findings) =>
      findings.judge(
        'WFL-007',
        broken(
          'an id for each deployment',
          `${deploymentId} for one of device ${devices[0]} and one of device ${devices[1]}`,
        ),
      ),
    );
  return found;
}

const stored = (observed: ObservedDeployment | null): StoredStatus | undefined =>
  observed
    ? {
        state: observed.state,
        components: observed.components,
        adoptedManifestVersion:
          observed.adoptedManifestVersion === undefined ? undefined : parseJson(observed.adoptedManifestVersion),
      }
    : undefined;

/** How far a deployment has come; a lost report leaves it behind, never ahead. */
const PROGRESS: Readonly<Record<DeploymentState, number>> = {
  pending: 0,
  installing: 1,
  installed: 2,
  failed: 2,
  removing: 3,
  removed: 4,
};

/** A report whose answer was not heard, because the run ended or the WFM was slow, may have been taken all the same. */
function isLater(observed: ObservedDeployment | null, { state, adoptedManifestVersion }: AcknowledgedReport): boolean {
  if (observed === null) return false;
  const [seen, acknowledged] = [versionIn(observed.adoptedManifestVersion), versionIn(adoptedManifestVersion)];
  if (seen !== null && acknowledged !== null && seen !== acknowledged) return seen > acknowledged;
  const shown = DEPLOYMENT_STATES.find((known) => known === observed.state);
  return shown !== undefined && PROGRESS[shown] > PROGRESS[stateNamed(state)];
}

const versionIn = (text: string | null | undefined): bigint | null =>
  text !== null && text !== undefined && /^\d+$/.test(text) ? BigInt(text) : null;

function agrees(
  observed: ObservedDeployment | null,
  report: AcknowledgedReport,
  { statusHasAdoptedVersion }: Pick<RevisionTraits, 'statusHasAdoptedVersion'>,
): Judgement {
  const { deploymentId, state, components, adoptedManifestVersion: adopted } = report;
  return agreesWith(stored(observed), {
    deploymentId,
    status: { state: stateNamed(state) },
    components: components.map((component) => ({ name: component.name, state: stateNamed(component.state) })),
    ...(adopted !== null && statusHasAdoptedVersion && { adoptedManifestVersion: BigInt(adopted) }),
  });
}

/** @throws TypeError where it is none: a report of our own has one of them */
function stateNamed(text: string): DeploymentState {
  const state = DEPLOYMENT_STATES.find((known) => known === text);
  if (state) return state;
  throw new TypeError(`UNKNOWN_STATE: ${text} is no state of a deployment`);
}
