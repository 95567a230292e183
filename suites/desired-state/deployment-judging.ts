import fc from 'fast-check';
import { isJsonObject, type JsonObject, jsonEquals, toJson } from '../../simulator/protocol/json.ts';
import type { Revision, SchemaError } from '../../simulator/protocol/revision.ts';
import { requestedOfType } from '../harness/arbitraries/deployments.ts';
import { roomyHost } from '../harness/arbitraries/roomy-host.ts';
import type { AssignedWorkload, TrialClient } from '../harness/client.ts';
import type { RequestedDeployment } from '../harness/control/operator.ts';
import { property } from '../harness/property.ts';
import type { Trial } from '../harness/trial.ts';
import { NotApplicable, NotEvaluated } from '../harness/verdict.ts';
import { readDeployment } from '../oracles/deployment/read-deployment.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';
import { artifactsOf, verifiedBytesOf } from './artifact-references.ts';
import { whileCurrent } from './while-current.ts';

export const HOST = 'edge-1';

/** What came of an order, beside the order and the one that it replaced. */
export interface Deployed {
  /** In the shape of the model. */
  readonly document: JsonObject;
  /** Where it departs from the revision's schema, as it came. */
  readonly schemaErrors: readonly SchemaError[];
  readonly asked: RequestedDeployment;
  readonly before: RequestedDeployment | undefined;
  readonly deploymentId: string;
  readonly deviceId: string;
}

export type JudgeDeployed = (deployed: Deployed) => void;

/** The ApplicationDeployment of a workload, as the latest manifest has it; one that is not served is another check's matter. */
export async function documentOf(
  trial: Trial,
  client: TrialClient,
  { deploymentId, manifest }: Pick<AssignedWorkload, 'deploymentId' | 'manifest'>,
): Promise<JsonObject> {
  const found = await whileCurrent(client, manifest, (current) => documentIn(trial, client, current, deploymentId));
  return found.document;
}

async function documentIn(
  { session: { revision } }: Trial,
  client: TrialClient,
  manifest: ReceivedManifest,
  deploymentId: string,
): Promise<Pick<Deployed, 'document' | 'schemaErrors'>> {
  const artifact = artifactsOf(manifest).find(
    (each) => each.kind === 'deployment' && each.deploymentId === deploymentId,
  );
  if (!artifact) throw new NotEvaluated(`the manifest does not list deployment ${deploymentId}`);
  const read = readDeployment(await verifiedBytesOf(client, artifact));
  if ('wrong' in read) throw new NotEvaluated(`deployment ${deploymentId} is no YAML mapping`);
  return {
    document: asModel(revision, read.document),
    schemaErrors: revision.documents.schemaErrors('application-deployment', read.document),
  };
}

/** A deployment in the shape of the model, whatever shape its revision gives it. */
export function asModel({ documents }: Revision, received: JsonObject): JsonObject {
  const document = documents.read('application-deployment', received);
  return isJsonObject(document) ? document : received;
}

/** Assigns a deployment to a roomy host of a fresh client and judges it; then the same for its update, where one is given. */
export async function judgeAssigned(
  trial: Trial,
  asked: RequestedDeployment,
  update: RequestedDeployment | undefined,
  judge: JudgeDeployed,
): Promise<void> {
  const client = await trial.client();
  await client.report(roomyHost(HOST));
  const workload = await client.assign(HOST, asked);
  const { deploymentId, deviceId } = workload;
  const judgeIn = (manifest: ReceivedManifest, order: Pick<Deployed, 'asked' | 'before'>): Promise<void> =>
    whileCurrent(client, manifest, async (current) =>
      judge({ ...(await documentIn(trial, client, current, deploymentId)), ...order, deploymentId, deviceId }),
    );
  await judgeIn(workload.manifest, { asked, before: undefined });
  if (!update || jsonEquals(toJson(update), toJson(asked))) return;
  const updated = await client.update({ ...workload, manifest: await client.manifest() }, update);
  await judgeIn(updated.manifest, { asked: update, before: asked });
}

/** Types of profile that the target claims. */
function claimedTypes({ session }: Trial): readonly ('helm' | 'compose')[] {
  const types = (['helm', 'compose'] as const).filter((type) => !session.target.undeclared.includes(type));
  if (types.length === 0) throw new NotApplicable('the target claims neither helm nor compose');
  return types;
}

/** Changes the one deployment with what else it is to carry. */
export type Enrich = fc.Arbitrary<(asked: RequestedDeployment) => RequestedDeployment>;

const asItIs: Enrich = fc.constant((asked) => asked);

/**
 * Judges deployments of any content, and their updates: another content of the same application. `enrich` adds what the
 * rule is about, to each of the two in its own way.
 */
export const forAnyDeployment = (
  trial: Trial,
  judge: JudgeDeployed,
  { enrich = asItIs, components = 1 }: { readonly enrich?: Enrich; readonly components?: number } = {},
): Promise<void> => {
  const cases = fc.constantFrom(...claimedTypes(trial)).chain((type) => {
    const one = fc.tuple(requestedOfType(type, components), enrich).map(([asked, change]) => change(asked));
    return fc.tuple(one, one);
  });
  return property(
    trial,
    cases,
    async ([first, second]) => {
      const { applicationId, name, namespace } = first;
      await judgeAssigned(trial, first, { ...second, applicationId, name, namespace }, judge);
    },
    { weight: 0.5, actions: 2 },
  );
};
