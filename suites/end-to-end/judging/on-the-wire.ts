import { type JsonObject, jsonEquals, toJson } from '../../../simulator/protocol/json.ts';
import type { RevisionTraits } from '../../../simulator/protocol/revision.ts';
import { artifactsOf, verifiedBytesOf } from '../../desired-state/artifact-references.ts';
import { asModel } from '../../desired-state/deployment-judging.ts';
import { whileCurrent } from '../../desired-state/while-current.ts';
import type { TrialClient } from '../../harness/client.ts';
import { deploymentsAtHead } from '../../harness/desired-state.ts';
import type { Trial } from '../../harness/trial.ts';
import { NotEvaluated } from '../../harness/verdict.ts';
import { eventually } from '../../harness/waiting.ts';
import { isFor } from '../../oracles/deployment/identity.ts';
import { carriesParameters, hasNoLeftovers, keepsTypes } from '../../oracles/deployment/parameters.ts';
import { carriesProfile, pointsToArtifacts } from '../../oracles/deployment/profile.ts';
import { readDeployment } from '../../oracles/deployment/read-deployment.ts';
import { listsExactly } from '../../oracles/desired-set.ts';
import { about, HOLDS, type Judgement, judgeThat } from '../../oracles/judgement.ts';
import type { ReceivedManifest } from '../../oracles/manifest.ts';
import type { Order } from '../world/orders.ts';

/** The desired state of a client as anybody with its identity reads it; ids are in lower case. */
export interface DesiredOnWire {
  readonly mark: DesiredMark;
  /** Of each document, by its deployment's id. */
  readonly digests: ReadonlyMap<string, string>;
  readonly documents: ReadonlyMap<string, JsonObject>;
}

/** By what a device shows that it has come to know a desired state: a manifest has a version, a repository a head. */
export type DesiredMark =
  | { readonly kind: 'manifest'; readonly version: bigint; readonly etag: string | undefined }
  | { readonly kind: 'head'; readonly commit: string | null };

/** The rule that the desired state is all there, by where it is read. */
const WHOLE_STATE: Readonly<Record<RevisionTraits['desiredState'], string>> = {
  manifest: 'DSM-001',
  repository: 'DSM-000',
};

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
  const { traits } = trial.session.revision;
  let desired: DesiredOnWire | undefined;
  let findings: readonly Finding[] = [];
  const judgement = await eventually(patienceMs, async () => {
    desired = await readers[traits.desiredState](trial, client);
    findings = asOrdered(desired, orders, traits).filter(({ requirement }) => trial.isInForce(requirement));
    return findings.find((finding) => !finding.judgement.ok)?.judgement ?? HOLDS;
  });
  for (const { requirement } of findings) trial.judge(requirement, HOLDS);
  const wrong = findings.find((finding) => !finding.judgement.ok);
  if (wrong) trial.hold(wrong.requirement, judgement);
  if (!desired) throw new NotEvaluated('the desired state could not be read');
  for (const { deploymentId, requested } of orders) {
    const document = desired.documents.get(deploymentId.toLowerCase());
    if (document)
      trial.judge(WHOLE_STATE[traits.desiredState], keepsTypes(document, requested.parameters), { position: 'G-53' });
  }
  return desired;
}

type Reader = (trial: Trial, client: TrialClient) => Promise<DesiredOnWire>;

const readers: Readonly<Record<RevisionTraits['desiredState'], Reader>> = {
  manifest: async (trial, client) =>
    whileCurrent(client, await client.manifest(), (current) => documentsOf(trial, client, current)),
  repository: async ({ session }, client) => {
    const repository = await client.repository();
    const found = await deploymentsAtHead(repository, session.revision);
    return {
      mark: { kind: 'head', commit: repository.head() ?? null },
      digests: new Map(found.map(({ id, digest }) => [id.toLowerCase(), digest])),
      documents: new Map(found.map(({ id, document }) => [id.toLowerCase(), document])),
    };
  },
};

async function documentsOf(
  { session }: Trial,
  client: TrialClient,
  manifest: ReceivedManifest,
): Promise<DesiredOnWire> {
  const { version, etag, deployments } = manifest;
  const documents = new Map<string, JsonObject>();
  for (const artifact of artifactsOf(manifest)) {
    if (artifact.kind === 'bundle') continue;
    const read = readDeployment(await verifiedBytesOf(client, artifact));
    if ('wrong' in read) throw new NotEvaluated(`deployment ${artifact.deploymentId} is no YAML mapping`);
    documents.set(artifact.deploymentId.toLowerCase(), asModel(session.revision, read.document));
  }
  const digests = new Map(deployments.map(({ deploymentId, digest }) => [deploymentId.toLowerCase(), digest]));
  return { mark: { kind: 'manifest', version, etag }, digests, documents };
}

function asOrdered(
  { digests, documents }: DesiredOnWire,
  orders: readonly Order[],
  { desiredState, gateways }: RevisionTraits,
): readonly Finding[] {
  const whole = WHOLE_STATE[desiredState];
  const findings: Finding[] = [
    ...orders.map((order) => ({ requirement: 'WFL-007', judgement: keepsPlace(digests, order) })),
    {
      requirement: whole,
      judgement: listsExactly(
        [...digests.keys()],
        orders.map(({ deploymentId }) => deploymentId),
      ),
    },
  ];
  for (const { deploymentId, deviceId, requested, before } of orders) {
    const document = documents.get(deploymentId.toLowerCase());
    if (!document) continue;
    const find = (requirement: string, judgement: Judgement): void =>
      void findings.push({ requirement, judgement: about(`deployment ${deploymentId}`, judgement) });
    // Where a client has one device only, a document need not name it.
    if (gateways) find('DEP-002', isFor(document, deviceId));
    find('DEP-004', carriesProfile(document, requested.profile));
    find('DEP-013', pointsToArtifacts(document, requested.profile));
    find(whole, carriesParameters(document, requested.parameters));
    if (before) find(whole, hasNoLeftovers(document, before.parameters, requested.parameters));
  }
  return findings;
}

/** What was there and has been changed is still there under its id, with another digest. */
function keepsPlace(digests: ReadonlyMap<string, string>, { deploymentId, requested, rest }: Order): Judgement {
  if (rest.digest === null || rest.requested === null) return HOLDS;
  if (jsonEquals(toJson(requested), toJson(rest.requested))) return HOLDS;
  const listed = digests.get(deploymentId.toLowerCase());
  return judgeThat(
    listed !== undefined && listed !== rest.digest,
    `deployment ${deploymentId}, which was changed, with another digest than ${rest.digest}`,
    listed ? `the same digest` : `no deployment of that id`,
  );
}
