import type { RepositoryClient } from '../../simulator/git/repository-client.ts';
import type { SyncResult } from '../../simulator/git/sync-result.ts';
import { isJsonObject, type JsonObject } from '../../simulator/protocol/json.ts';
import type { RepositoryAccess } from '../../simulator/protocol/revision.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import type { TrialClient } from '../harness/client.ts';
import { checkout } from '../harness/desired-state.ts';
import type { JudgeOptions, Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { broken, HOLDS, type Judgement, judgeThat } from '../oracles/judgement.ts';
import { annotatedId, documentsIn, isDeployment } from '../oracles/repository-deployments.ts';

/** What the head of a client's repository holds. */
export interface Seen {
  readonly result: SyncResult;
  readonly files: ReturnType<RepositoryClient['files']>;
  /** Documents that say that they are deployments, as they are on the wire. */
  readonly deployments: readonly JsonObject[];
  /** Of those; one without counts as empty. */
  readonly ids: readonly string[];
}

/** Looks at the repository as its client does, with the real git. */
export async function look(client: TrialClient): Promise<Seen> {
  const repository = await client.repository();
  return seenIn(repository, await repository.sync());
}

function seenIn(repository: RepositoryClient, result: SyncResult): Seen {
  if (result.kind === 'failed' && result.code === 'TLS_FAILED')
    throw new NotEvaluated(`the certificate of the repository's server could not be verified: ${result.message}`);
  const files = repository.files();
  const deployments = documentsIn(files).flatMap(({ document }) => (isDeployment(document) ? [document] : []));
  return { result, files, deployments, ids: deployments.map((document) => annotatedId(document) ?? '') };
}

/** The repository could be read; one without any commit holds nothing, and is read all the same. */
export const isReadable = ({ result }: Pick<Seen, 'result'>): Judgement =>
  result.kind === 'failed'
    ? broken('a repository that git can read with the token', `${result.code}: ${result.message}`)
    : HOLDS;

/** Judges what the repository comes to hold, within the time to settle; answers what was seen last. */
export async function judgeSeen(
  trial: Trial,
  client: TrialClient,
  requirement: string,
  judge: (seen: Seen) => Judgement,
  options?: JudgeOptions,
): Promise<Seen> {
  let seen: Seen | undefined;
  await trial.judgeEventually(
    requirement,
    async () => {
      seen = await look(client);
      const readable = isReadable(seen);
      return readable.ok ? judge(seen) : readable;
    },
    options,
  );
  return seen ?? look(client);
}

/** Waits until the repository can be read and fits. A step on the way: another check has it as its subject. */
export async function seenWhere(
  trial: Trial,
  client: TrialClient,
  fits: (seen: Seen) => boolean,
  what: string,
): Promise<Seen> {
  let seen: Seen | undefined;
  await eventually(trial.session.target.timeouts.settle, async () => {
    const now = await look(client);
    if (isReadable(now).ok && fits(now)) seen = now;
    return judgeThat(seen !== undefined, what, 'no such repository');
  });
  if (seen === undefined) throw new NotEvaluated(`the repository did not show ${what}`);
  return seen;
}

/** The documents of a deployment, of whatever kind they say that they are. */
export const documentsOf = (trial: Trial, { files }: Seen, deploymentId: string): readonly JsonObject[] =>
  documentsIn(files)
    .map(({ document }) => document)
    .filter((document) => {
      const model = trial.session.revision.documents.read('application-deployment', document);
      const id = isJsonObject(model) ? model['id'] : undefined;
      return typeof id === 'string' && id.toLowerCase() === deploymentId.toLowerCase();
    });

/** A client that has reported its own device, under the id that it was taken in with. */
export async function deviceClient(trial: Trial): Promise<TrialClient> {
  const client = await trial.client();
  await client.report(plainHost(client.id));
  return client;
}

/** What onboarding has handed out to read the repository with. */
export function accessOf({ enrolment }: TrialClient): RepositoryAccess {
  if (enrolment.kind === 'oauth' && enrolment.repository) return enrolment.repository;
  throw new NotEvaluated('onboarding handed out no repository; identity.repository of the target file can name one');
}

/** One look into a fresh copy, with any URL and token. A server that puts it off is asked again. */
export async function lookWith({ session }: Trial, access: RepositoryAccess): Promise<Seen> {
  const { repository, close } = await checkout(access, session.anchors);
  try {
    let result = await repository.sync();
    await eventually(session.target.timeouts.settle, async () => {
      if (!isPutOff(result)) return HOLDS;
      result = await repository.sync();
      return broken('an answer', 'later');
    });
    return seenIn(repository, result);
  } finally {
    await close();
  }
}

/** RFC 9110: 429 and 503 say when to come back, and nothing else. */
const isPutOff = (result: SyncResult): boolean =>
  result.kind === 'failed' && /returned error: (429|503)\b/.test(result.message);
