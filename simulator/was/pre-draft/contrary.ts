import { createHash } from 'node:crypto';
import type { BareRepository, RepositoryFiles } from '../../git/bare-repository.ts';
import { certificateBlocks, pemToDer } from '../../pki/pem.ts';
import type { Behaviour } from '../behaviour.ts';
import type { PreDraftRules } from './rules.ts';

/** The freedoms of the pre-draft that its modes use, beside those that all revisions have. */

const changed = (behaviour: Behaviour, rules: Partial<PreDraftRules>): Behaviour => ({
  ...behaviour,
  preDraft: { ...behaviour.preDraft, ...rules },
});

/** Other names and statuses at onboarding, of which no capabilities are kept before they are reported, another branch with folders, other files and merges in it. */
export const contraryPreDraft = (behaviour: Behaviour): Behaviour =>
  changed(behaviour, {
    rootCertificate: ([anchor = '']) => Buffer.from(pemToDer(certificateBlocks(anchor)[0] ?? '')).toString('base64'),
    onboardingStatus: 200,
    keptAtOnboarding: () => undefined,
    handout: ({ clientId, clientSecret, tokenUrl, repositoryUrl, repositoryToken }) => ({
      welcome: true,
      client_id: clientId,
      client_secret: clientSecret,
      token_url: tokenUrl,
      git_url: repositoryUrl,
      git_token: repositoryToken,
      issued: { by: 'a contrary WFM', notes: [] },
    }),
    tokenAnswer: ({ value, seconds }) => ({
      token_type: 'bearer',
      expires_in: seconds,
      access_token: value,
      issued_by: 'a contrary WFM',
    }),
    putNeedsDevice: true,
    defaultBranch: 'releases/factory',
    filesOf: (documents) =>
      new Map([
        ['README.md', '# What is desired\n'],
        ['settings/notice.yaml', 'apiVersion: v1\nkind: Notice\ntext: not a deployment\n'],
        ...documents.map(({ assignment, yaml }): [string, string] => [
          `devices/${assignment.deviceId}/${assignment.id}/deployment.yml`,
          yaml,
        ]),
      ]),
    commit: mergeIn,
  });

/** A change is made on a branch of its own and merged. */
async function mergeIn(repository: BareRepository, files: RepositoryFiles): Promise<void> {
  const head = await repository.head();
  const proposal = await repository.commit(files, { branch: 'proposals' });
  if (head === undefined) await repository.commit(files, { parents: [proposal.commit], message: 'Begin' });
  else if (proposal.changed)
    await repository.commit(files, { parents: [head, proposal.commit], message: 'Merge what was proposed' });
}

/** Nested answers, ids of its own, no lifetime told, a repository without a branch until there is something in it. */
export const obstinatePreDraft = (behaviour: Behaviour): Behaviour =>
  changed(behaviour, {
    clientIdOf: (id) => `c-${createHash('sha256').update(id).digest('hex').slice(0, 24)}`,
    handout: ({ clientId, clientSecret, tokenUrl, repositoryUrl, repositoryToken }) => ({
      oauth: { clientId, clientSecret, tokenEndpoint: tokenUrl },
      repository: { url: repositoryUrl, accessToken: repositoryToken },
    }),
    tokenAnswer: ({ value, scope }) => ({ access_token: value, token_type: 'BEARER', scope }),
    commit: async (repository, files) => {
      if (files.size === 0 && (await repository.head()) === undefined) return;
      const { changed: other } = await repository.commit(files);
      if (other) await repository.commit(files, { evenIfUnchanged: true, message: 'Approve' });
    },
  });
