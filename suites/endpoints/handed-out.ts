import type { OAuthEnrolment, RepositoryAccess } from '../../simulator/protocol/revision.ts';
import type { TrialClient } from '../harness/client.ts';
import { checkout } from '../harness/desired-state.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { broken, HOLDS, type Judgement } from '../oracles/judgement.ts';

/** What a client was handed out for OAuth 2.0. */
export function oauthOf({ enrolment, id }: TrialClient): OAuthEnrolment {
  if (enrolment.kind === 'oauth') return enrolment;
  throw new NotEvaluated(`${id} was handed out no OAuth 2.0 credentials`);
}

export function repositoryOf(client: TrialClient): RepositoryAccess {
  const { repository } = oauthOf(client);
  if (repository) return repository;
  throw new NotEvaluated('onboarding handed out no repository; identity.repository of the target file can name one');
}

/** How a repository that is not the token's met it. Throws `NotEvaluated` where it did not come to an answer. */
export async function staysShut(trial: Trial, access: RepositoryAccess): Promise<Judgement> {
  const opened = await checkout(access, trial.session.anchors);
  try {
    const result = await opened.repository.sync();
    if (result.kind !== 'failed') return broken('that the repository stays shut', `it is ${result.kind}`);
    if (ANSWERED.has(result.code)) return HOLDS;
    throw new NotEvaluated(`a repository could not be asked: ${result.code}, ${result.message}`);
  } finally {
    await opened.close();
  }
}

/** A login page, and an answer that is no Git, open nothing either. */
const ANSWERED: ReadonlySet<string> = new Set(['REFUSED', 'REPOSITORY_NOT_FOUND', 'REDIRECTED', 'MALFORMED']);

/** The positive twin: a client reads its own repository. Throws `NotEvaluated` where it cannot. */
export async function requireOpen(client: TrialClient): Promise<void> {
  const result = await (await client.repository()).sync();
  if (result.kind === 'failed')
    throw new NotEvaluated(`a client cannot read its own repository: ${result.code}, ${result.message}`);
}
