import fc from 'fast-check';
import { isJsonObject, type JsonObject, stringifyJson } from '../../simulator/protocol/json.ts';
import { PROFILE_TYPES } from '../../simulator/protocol/pre-draft/words.ts';
import { requestedOfType } from '../harness/arbitraries/deployments.ts';
import { trickyParameters } from '../harness/arbitraries/tricky-parameters.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { RequestedDeployment } from '../harness/control/operator.ts';
import type { Trial } from '../harness/trial.ts';
import { NotApplicable, NotEvaluated } from '../harness/verdict.ts';
import { carriesParameters, hasNoLeftovers } from '../oracles/deployment/parameters.ts';
import { pointsToArtifacts } from '../oracles/deployment/profile.ts';
import { withoutCredentials } from '../oracles/registry-secrets.ts';
import {
  hasAnnotatedApplication,
  hasAnnotatedId,
  hasPrintedVersion,
  hasProfile,
  isNamedAs,
  isNamedAtAll,
  saysItsKind,
} from '../oracles/repository-deployments.ts';
import { deviceClient, documentsOf, type Seen, seenWhere } from './looking.ts';

const needs = { desiredState: 'repository', verbs: ['assign', 'update'] } as const;

/** What came of an order. */
interface Written {
  /** As it is on the wire. */
  readonly document: JsonObject;
  /** In the shape of the model. */
  readonly model: JsonObject;
  readonly asked: RequestedDeployment;
  /** What it was before an update. */
  readonly former?: RequestedDeployment;
  readonly deploymentId: string;
}

type Type = 'helm' | 'compose';

const MOST_COMPONENTS = 3;

/** Judges what stands in the repository of an order of each type, and of its update to another content. */
async function forEachOrder(
  trial: Trial,
  types: readonly Type[],
  judge: (written: Written) => void,
  enrich: (asked: RequestedDeployment, type: Type) => RequestedDeployment = (asked) => asked,
): Promise<void> {
  const claimed = types.filter((type) => !trial.session.target.undeclared.includes(type));
  if (claimed.length === 0) throw new NotApplicable(`the target does not claim ${types.join(' or ')}`);
  const client = await deviceClient(trial);
  const { operator } = trial;
  const orders = claimed.map((type) => {
    const order = requestedOfType(type, MOST_COMPONENTS).map((asked) => enrich(asked, type));
    const [first, second] = trial.sample(fc.tuple(order, order));
    const { applicationId, name, namespace } = first;
    return { first: passing(first), update: { ...turned(second), applicationId, name, namespace } };
  });
  const assigned: Assigned[] = [];
  for (const { first, update } of orders)
    assigned.push({ id: await operator.assign(client.client, client.id, first, trial.newKey()), asked: first, update });
  const before = await judgeWritten(trial, client, assigned, new Map(), judge);
  for (const { id, update } of assigned) await operator.update(client.client, id, update);
  const updated = assigned.map(({ id, asked, update }) => ({ id, asked: update, former: asked, update }));
  await judgeWritten(trial, client, updated, before, judge);
}

interface Assigned {
  readonly id: string;
  readonly asked: RequestedDeployment;
  readonly former?: RequestedDeployment;
  readonly update: RequestedDeployment;
}

/** Waits until each has a document that is another than before; answers the documents, as text. */
async function judgeWritten(
  trial: Trial,
  client: TrialClient,
  assigned: readonly Assigned[],
  before: ReadonlyMap<string, string>,
  judge: (written: Written) => void,
): Promise<ReadonlyMap<string, string>> {
  const documentOf = (seen: Seen, id: string): JsonObject | undefined =>
    documentsOf(trial, seen, id).find((document) => stringifyJson(document) !== before.get(id));
  const seen = await seenWhere(
    trial,
    client,
    (now) => assigned.every(({ id }) => documentOf(now, id) !== undefined),
    `what was ${before.size === 0 ? 'assigned' : 'changed'}`,
  );
  const texts = new Map<string, string>();
  for (const { id, asked, former } of assigned) {
    const document = documentOf(seen, id);
    const model = document && trial.session.revision.documents.read('application-deployment', document);
    if (!document || !isJsonObject(model)) throw new NotEvaluated(`deployment ${id} has no document`);
    texts.set(id, stringifyJson(document));
    judge({ document, model, asked, ...(former && { former }), deploymentId: id });
  }
  return texts;
}

/** With something that the update takes out again. */
const passing = (asked: RequestedDeployment): RequestedDeployment => ({
  ...asked,
  parameters: { ...asked.parameters, passing: { value: 'taken out later', targets: [] } },
});

/** Another content, whatever chance made of it. */
const turned = (asked: RequestedDeployment): RequestedDeployment => ({
  ...asked,
  parameters: { ...asked.parameters, turned: { value: 'another content', targets: [] } },
});

const BOTH: readonly Type[] = ['helm', 'compose'];

check(
  {
    id: 'config-repository/deployment-has-its-uuid',
    title: 'A deployment has the UUID that the operator was told as metadata.annotations.id',
    requirements: ['DEP-001'],
    needs,
  },
  (trial) =>
    forEachOrder(trial, BOTH, ({ document, deploymentId }) =>
      trial.judge('DEP-001', hasAnnotatedId(document, deploymentId)),
    ),
);

check(
  {
    id: 'config-repository/deployment-is-named',
    title: 'The metadata of a deployment has the name that the operator gave',
    requirements: ['DEP-002'],
    needs,
  },
  (trial) =>
    forEachOrder(trial, BOTH, ({ document, asked }) => {
      trial.judge('DEP-002', isNamedAtAll(document));
      trial.judge('DEP-002', isNamedAs(document, asked.name), { position: 'G-62' });
    }),
);

check(
  {
    id: 'config-repository/deployment-names-its-application',
    title: 'metadata.annotations.applicationId of a deployment is the application that the operator assigned',
    requirements: ['DEP-003'],
    needs,
  },
  (trial) =>
    forEachOrder(trial, BOTH, ({ document, asked }) =>
      trial.judge('DEP-003', hasAnnotatedApplication(document, asked.applicationId)),
    ),
);

check(
  {
    id: 'config-repository/deployment-carries-its-components',
    title: 'A deployment has the type of the profile as helm.v3 or docker-compose, and its components in their order',
    requirements: ['DEP-004'],
    needs,
  },
  (trial) =>
    forEachOrder(trial, BOTH, ({ document, asked: { profile } }) => {
      const type = profile.type === 'helm' || profile.type === 'compose' ? PROFILE_TYPES[profile.type] : profile.type;
      trial.judge('DEP-004', hasProfile(document, type, profile.components));
    }),
);

check(
  {
    id: 'config-repository/deployment-says-its-kind',
    title: 'A deployment says that it is an ApplicationDeployment, and of which version',
    requirements: ['DEP-014'],
    needs,
  },
  (trial) =>
    forEachOrder(trial, BOTH, ({ document }) => {
      trial.judge('DEP-014', saysItsKind(document));
      trial.judge('DEP-014', hasPrintedVersion(document), { position: 'G-96' });
    }),
);

check(
  {
    id: 'config-repository/deployment-carries-its-parameters',
    title:
      'Each parameter reaches the deployment with its value and its targets, whatever a writer of YAML makes of it',
    requirements: ['DSM-000'],
    needs,
  },
  (trial) =>
    forEachOrder(
      trial,
      BOTH,
      ({ model, asked, former }) => {
        trial.judge('DSM-000', carriesParameters(model, asked.parameters));
        if (former) trial.judge('DSM-000', hasNoLeftovers(model, former.parameters, asked.parameters));
      },
      (asked, type) => ({
        ...asked,
        parameters: {
          ...asked.parameters,
          ...trickyParameters(asked.profile.components[0]?.name ?? '', type === 'helm'),
        },
      }),
    ),
);

check(
  {
    id: 'config-repository/deployment-points-to-its-charts',
    title: 'Repository and revision of each Helm chart reach the deployment as the operator gave them',
    requirements: ['DSM-000'],
    needs,
  },
  // Components of Compose were packages at a location of their own then.
  (trial) =>
    forEachOrder(trial, ['helm'], ({ model, asked }) =>
      trial.judge('DSM-000', pointsToArtifacts(model, asked.profile)),
    ),
);

check(
  {
    id: 'config-repository/deployment-has-no-registry-credentials',
    title: 'A deployment in the repository carries no credential of a registry',
    requirements: ['USR-012'],
    needs,
  },
  (trial) => forEachOrder(trial, BOTH, ({ document }) => trial.judge('USR-012', withoutCredentials(document))),
);
