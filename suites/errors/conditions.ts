import fc from 'fast-check';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { jsonBytes, stringifyJson, toJson } from '../../simulator/protocol/json.ts';
import { MANIFEST } from '../../simulator/protocol/media-types.ts';
import type { ProblemCondition } from '../../simulator/protocol/problem-types.ts';
import { damage, damaged, statusFlaw, withFlaw } from '../harness/arbitraries/broken-statuses.ts';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import type { CheckNeeds } from '../harness/check.ts';
import type { AssignedWorkload, TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { sha256Digest } from '../oracles/digest.ts';

/** A way to bring about a registered condition. */
export interface Condition {
  /** Last part of the check's id. */
  readonly name: string;
  /** The request, as the title of the check says it. */
  readonly request: string;
  /** The registered conditions that fit, by the status of the answer; other statuses are another check's subject. */
  readonly byStatus: Readonly<Record<number, readonly [ProblemCondition, ...ProblemCondition[]]>>;
  readonly needs?: CheckNeeds;
  readonly provoke: (trial: Trial) => Promise<WireResponse>;
}

const MALFORMED: Condition['byStatus'] = { 400: ['invalid-request'] };
/** Where malformed ends and wrong in meaning begins is not drawn (CAP-006). */
const MEANINGLESS: Condition['byStatus'] = { 422: ['semantic-error'], 400: ['invalid-request', 'semantic-error'] };

/** Every condition of the registry that a client can bring about, on each resource that has it. */
export const CONDITIONS: readonly Condition[] = [
  {
    name: 'malformed-capabilities',
    request: 'A capabilities report that is no JSON',
    byStatus: MALFORMED,
    provoke: async (trial) => {
      const client = await trial.client();
      const text = stringifyJson(trial.sample(workloadHost('device-1')));
      return trial.answer(await client.api.reportCapabilities('device-1', damaged(text, trial.sample(damage))));
    },
  },
  {
    name: 'meaningless-capabilities',
    request: 'A capabilities report without properties that everyone has to have',
    byStatus: MEANINGLESS,
    provoke: async (trial) => {
      const client = await trial.client();
      const body = jsonBytes({ properties: { id: 'device-1' } });
      return trial.answer(await client.api.reportCapabilities('device-1', body));
    },
  },
  {
    name: 'child-without-gateway',
    request: 'A capabilities report about a child whose gateway was not reported',
    byStatus: { 404: ['gateway-not-found'] },
    needs: { feature: 'gateways' },
    provoke: async (trial) => {
      const client = await trial.client();
      const child = 'gateway-1/child-1';
      const body = jsonBytes(trial.sample(workloadHost(child)));
      return trial.answer(await client.api.reportCapabilities(child, body));
    },
  },
  {
    name: 'unknown-device',
    request: 'Deleting a device that was not reported',
    byStatus: { 404: ['device-not-found'] },
    provoke: async (trial) => {
      const client = await trial.client();
      await client.report(trial.sample(workloadHost('device-1')));
      return trial.answer(await client.api.removeDevice('device-2'));
    },
  },
  {
    name: 'unacceptable-format',
    request: 'Asking for the desired state in a format that nobody produces',
    byStatus: { 406: ['server-cannot-generate-response'] },
    provoke: async (trial) => {
      const client = await trial.client();
      return trial.answer(await client.api.readDesiredState({ headers: { accept: 'application/vnd.waspect.none' } }));
    },
  },
  {
    name: 'unknown-bundle',
    request: 'Asking for a bundle by a digest that none has',
    byStatus: { 404: ['invalid-bundle'] },
    needs: { verbs: ['assign'] },
    provoke: async (trial) => {
      const { client } = await workloadOf(trial);
      return trial.answer(await client.api.fetchBundle(nobodysDigest(trial)));
    },
  },
  {
    name: 'unknown-deployment',
    request: 'Asking for a deployment that was not assigned',
    byStatus: { 404: ['deployment-not-found'] },
    needs: { verbs: ['assign'] },
    provoke: async (trial) => {
      const { client } = await workloadOf(trial);
      return trial.answer(await client.api.fetchDeployment(trial.sample(fc.uuid()), nobodysDigest(trial)));
    },
  },
  {
    name: 'unknown-digest',
    request: 'Asking for an assigned deployment by a digest that it never had',
    byStatus: { 404: ['deployment-not-found'] },
    needs: { verbs: ['assign'] },
    provoke: async (trial) => {
      const { client, workload } = await workloadOf(trial);
      return trial.answer(await client.api.fetchDeployment(workload.deploymentId, nobodysDigest(trial)));
    },
  },
  {
    name: 'malformed-status',
    request: 'A status report that is no JSON',
    byStatus: MALFORMED,
    needs: { verbs: ['assign'] },
    provoke: async (trial) => {
      const { client, workload } = await workloadOf(trial);
      const text = stringifyJson(report(workload));
      return trial.answer(await client.api.reportStatus(workload.deploymentId, damaged(text, trial.sample(damage))));
    },
  },
  {
    name: 'meaningless-status',
    request: 'A status report that breaks its schema',
    byStatus: MEANINGLESS,
    needs: { verbs: ['assign'] },
    provoke: async (trial) => {
      const { client, workload } = await workloadOf(trial);
      const body = jsonBytes(
        withFlaw(toJson(report(workload)), trial.sample(statusFlaw(trial.session.revision.traits))),
      );
      return trial.answer(await client.api.reportStatus(workload.deploymentId, body));
    },
  },
];

/** The conditions that an answer may stand for; another status is the subject of the resource's own checks. */
export function conditionsOf({ byStatus }: Condition, { status }: WireResponse): readonly ProblemCondition[] {
  const conditions = byStatus[status];
  if (conditions) return conditions;
  throw new NotEvaluated(`the answer was ${status}, not ${Object.keys(byStatus).join(' or ')}`);
}

/** A client with a device and a workload. */
export async function workloadOf(
  trial: Trial,
): Promise<{ readonly client: TrialClient; readonly workload: AssignedWorkload }> {
  const client = await trial.client();
  await client.report(trial.sample(workloadHost('device-1')));
  return { client, workload: await client.assign('device-1', plainDeployment('1')) };
}

const nobodysDigest = (trial: Trial): string => sha256Digest(Buffer.from(trial.sample(fc.uuid()) + MANIFEST));

const report = ({ deploymentId, manifest }: AssignedWorkload) => ({
  deploymentId,
  adoptedManifestVersion: manifest.version,
  status: { state: 'installed' },
  components: [{ name: 'sample', state: 'installed' }],
});
