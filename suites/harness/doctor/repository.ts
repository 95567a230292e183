import { GitError } from '../../../simulator/git/git-error.ts';
import { gitProgram } from '../../../simulator/git/git-program.ts';
import type { SyncFailureCode } from '../../../simulator/git/sync-result.ts';
import { type Checkout, checkout } from '../desired-state.ts';
import { messageOf } from '../failure.ts';
import type { Session } from '../session/session.ts';
import { NotEvaluated } from '../verdict.ts';
import { repositoryOf } from './desired.ts';
import type { DoctorClient } from './doctor-client.ts';
import { error, type Finding, warning } from './finding.ts';

export interface RepositoryContact {
  /** To be closed; undefined where there is nothing to read. */
  readonly checkout?: Checkout;
  readonly findings: readonly Finding[];
}

/** Whether this machine can read a repository at all; `searchPath` is that of the system by default. */
export async function gitFinding(searchPath?: string): Promise<Finding | undefined> {
  try {
    await gitProgram(searchPath);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof GitError) return error('GIT_UNAVAILABLE', thrown.detail);
    throw thrown;
  }
}

interface Said {
  readonly says: string;
  readonly what: string;
  readonly todo: string;
  /** Of the surroundings, whoever named the repository; anything else is for the checks where the WFM itself named it. */
  readonly surroundings?: true;
}

const SAID: Readonly<Record<Exclude<SyncFailureCode, 'ABORTED'>, Said>> = {
  REFUSED: { says: 'REPOSITORY_REFUSED', what: 'refuses the token', todo: 'is it valid, and for this repository?' },
  REPOSITORY_NOT_FOUND: { says: 'REPOSITORY_NOT_FOUND', what: 'has no such repository', todo: 'is its path right?' },
  BRANCH_GONE: { says: 'REPOSITORY_NOT_FOUND', what: 'has no default branch', todo: 'is its path right?' },
  UNREACHABLE: {
    says: 'REPOSITORY_UNREACHABLE',
    what: 'cannot be reached',
    todo: 'does its name lead there from this machine?',
    surroundings: true,
  },
  TIMED_OUT: {
    says: 'REPOSITORY_UNREACHABLE',
    what: 'gives no answer',
    todo: 'is a firewall in between?',
    surroundings: true,
  },
  TLS_FAILED: {
    says: 'REPOSITORY_NOT_ANCHORED',
    what: 'is not trusted',
    todo: 'its certificate has to lead to identity.anchors and to name its host',
    surroundings: true,
  },
  REDIRECTED: { says: 'REPOSITORY_REDIRECTS', what: 'sends the client elsewhere', todo: 'name the repository itself' },
  TOO_LARGE: { says: 'REPOSITORY_TOO_LARGE', what: 'is too large', todo: 'give clients one that holds what is theirs' },
  MALFORMED: {
    says: 'REPOSITORY_UNUSABLE',
    what: 'does not speak Git',
    todo: 'name one that is served over smart HTTP',
  },
};

/** Follows the repository that the client was given, for the first time. */
export async function repositoryContact(session: Session, client: DoctorClient): Promise<RepositoryContact> {
  const access = repositoryOf(client);
  if (!access)
    return {
      findings: [
        warning(
          'REPOSITORY_MISSING',
          'onboarding hands out no repository, so checks of the desired state are not evaluated; have the WFM hand it out, or name it in identity.repository beside identity.oauth',
        ),
      ],
    };
  const own = session.target.identity.repository !== null;
  const finding = ({ says, what, todo, surroundings }: Said, why: string): Finding =>
    (own || surroundings ? error : warning)(says, `the repository ${access.url} ${what} (${why}); ${todo}`);
  const opened = await open(session, access);
  if ('wrong' in opened) return { findings: [finding(SAID.MALFORMED, opened.wrong)] };
  const result = await opened.checkout.repository.sync();
  if (result.kind !== 'failed') return { ...opened, findings: [] };
  await opened.checkout.close();
  return { findings: result.code === 'ABORTED' ? [] : [finding(SAID[result.code], result.message)] };
}

async function open(
  { anchors }: Session,
  access: Parameters<typeof checkout>[0],
): Promise<{ readonly checkout: Checkout } | { readonly wrong: string }> {
  try {
    return { checkout: await checkout(access, anchors) };
  } catch (thrown) {
    if (thrown instanceof NotEvaluated) return { wrong: messageOf(thrown) };
    throw thrown;
  }
}
