import { type JsonObject, jsonEquals, toJson } from '../../../simulator/protocol/json.ts';
import { artifactsOf, verifiedBytesOf } from '../../desired-state/artifact-references.ts';
import { asModel } from '../../desired-state/deployment-judging.ts';
import { whileCurrent } from '../../desired-state/while-current.ts';
import type { TrialClient } from '../../harness/client.ts';
import type { Trial } from '../../harness/trial.ts';
import { NotEvaluated, Violated } from '../../harness/verdict.ts';
import { eventually } from '../../harness/waiting.ts';
import { isFor } from '../../oracles/deployment/identity.ts';
import { carriesParameters, hasNoLeftovers, keepsTypes } from '../../oracles/deployment/parameters.ts';
import { carriesProfile, pointsToArtifacts } from '../../oracles/deployment/profile.ts';
import { readDeployment } from '../../oracles/deployment/read-deployment.ts';
import { listsExactly } from '../../oracles/desired-set.ts';
import { about, HOLDS, type Judgement, judgeThat } from '../../oracles/judgement.ts';
import type { ReceivedManifest } from '../../oracles/manifest.ts';
import type { Order } from '../world/orders.ts';

/** The desired state of a client as anybody with its identity reads it: the manifest, and each document by id. */
export interface DesiredOnWire {
  readonly manifest: ReceivedManifest;
  readonly documents: ReadonlyMap<string, JsonObject>;
}

interface Finding {
  readonly requirement: string;
  readonly judgement: Judgement;
}

/** What the operator wants against what the WFM serves: the WFM's part of the way. The last reading is answered. */
export async function judgeDesiredState(
  trial: Trial,
  client: TrialClient,
  orders: readonly Order[],
  patienceMs: number,
): Promise<DesiredOnWire> {
  let desired: DesiredOnWire | undefined;
  let findings: readonly Finding[] = [];
  const judgement = await eventually(patienceMs, async () => {
    desired = await whileCurrent(client, await client.manifest(), (current) => documentsOf(trial, client, current));
    findings = asOrdered(desired, orders);
    return findings.find((finding) => !finding.judgement.ok)?.judgement ?? HOLDS;
  });
  for (const { requirement } of findings) trial.judge(requirement, HOLDS);
  const wrong = findings.find((finding) => !finding.judgement.ok);
  if (wrong && !judgement.ok)
    throw new Violated({
      requirement: wrong.requirement,
      expected: judgement.expected,
      received: judgement.received,
      position: null,
    });
  if (!desired) throw new NotEvaluated('the desired state could not be read');
  for (const { deploymentId, requested } of orders) {
    const document = desired.documents.get(deploymentId.toLowerCase());
    if (document) trial.judge('DSM-001', keepsTypes(document, requested.parameters), { position: 'G-53' });
  }
  return desired;
}

async function documentsOf(
  { session }: Trial,
  client: TrialClient,
  manifest: ReceivedManifest,
): Promise<DesiredOnWire> {
  const documents = new Map<string, JsonObject>();
  for (const artifact of artifactsOf(manifest)) {
    if (artifact.kind === 'bundle') continue;
    const read = readDeployment(await verifiedBytesOf(client, artifact));
    if ('wrong' in read) throw new NotEvaluated(`deployment ${artifact.deploymentId} is no YAML mapping`);
    documents.set(artifact.deploymentId.toLowerCase(), asModel(session.revision, read.document));
  }
  return { manifest, documents };
}

function asOrdered({ manifest, documents }: DesiredOnWire, orders: readonly Order[]): readonly Finding[] {
  const findings: Finding[] = [
    ...orders.map((order) => ({ requirement: 'WFL-007', judgement: keepsPlace(manifest, order) })),
    {
      requirement: 'DSM-001',
      judgement: listsExactly(
        manifest.deployments.map(({ deploymentId }) => deploymentId),
        orders.map(({ deploymentId }) => deploymentId),
      ),
    },
  ];
  for (const { deploymentId, deviceId, requested, before } of orders) {
    const document = documents.get(deploymentId.toLowerCase());
    if (!document) continue;
    const find = (requirement: string, judgement: Judgement): void =>
      void findings.push({ requirement, judgement: about(`deployment ${deploymentId}`, judgement) });
    find('DEP-002', isFor(document, deviceId));
    find('DEP-004', carriesProfile(document, requested.profile));
    find('DEP-013', pointsToArtifacts(document, requested.profile));
    find('DSM-001', carriesParameters(document, requested.parameters));
    if (before) find('DSM-001', hasNoLeftovers(document, before.parameters, requested.parameters));
  }
  return findings;
}

/** What was there and has been changed is still there under its id, with another digest. */
function keepsPlace({ deployments }: ReceivedManifest, { deploymentId, requested, rest }: Order): Judgement {
  if (rest.digest === null || rest.requested === null) return HOLDS;
  if (jsonEquals(toJson(requested), toJson(rest.requested))) return HOLDS;
  const listed = deployments.find((entry) => entry.deploymentId.toLowerCase() === deploymentId.toLowerCase());
  return judgeThat(
    listed !== undefined && listed.digest !== rest.digest,
    `deployment ${deploymentId}, which was changed, with another digest than ${rest.digest}`,
    listed ? `the same digest` : `no deployment of that id`,
  );
}
