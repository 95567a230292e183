import type { BareRepository } from '../../../git/bare-repository.ts';
import type { DeploymentText } from '../../pre-draft/rules.ts';
import { type Defect, type Fault, perInstance } from '../defect.ts';
import { preDraft, ruling } from './ruling.ts';

/** Commits the files of other documents than those that are desired. */
const showing = (change: (documents: readonly DeploymentText[], client: string) => readonly DeploymentText[]): Fault =>
  ruling((rules) => ({
    filesOf: (documents, client, stores) => rules.filesOf(change(documents, client), client, stores),
  }));

const MOST = 2;

/** What is in a repository, and who gets to see it. */
export const REPOSITORY_DEFECTS: readonly Defect[] = [
  preDraft(
    'repository-opens-to-any-client',
    ['USR-016'],
    "the token of one client's repository opens those of all others",
    ruling(() => ({ opensRepository: (_owner, holder) => (holder === undefined ? 'unknown' : 'open') })),
  ),
  preDraft(
    'repository-opens-to-anyone',
    ['ONB-003', 'USR-016'],
    'repositories can be read without a token',
    ruling(() => ({ opensRepository: () => 'open' })),
  ),
  preDraft(
    'repository-does-not-open',
    ['DSM-000', 'ONB-003'],
    'the token that was handed out opens nothing',
    ruling(() => ({ opensRepository: () => 'foreign' })),
  ),
  preDraft(
    'repository-can-be-pushed-to',
    ['DSM-000'],
    'whoever reads a repository can also change it',
    ruling(() => ({ acceptsPushes: true })),
  ),
  preDraft(
    'repository-with-deployments-of-others',
    ['USR-016', 'DSM-000', 'USR-005'],
    "a repository has other clients' deployments, too",
    perInstance(sharedByAll),
  ),
  preDraft(
    'repository-with-secret-of-another',
    ['USR-016'],
    "a repository has another client's secret in a file",
    perInstance(secretOfAnother),
  ),
  preDraft(
    'repository-holds-two-deployments-at-most',
    ['DSM-000'],
    'a third deployment is not in the repository',
    showing((documents) => documents.slice(0, MOST)),
  ),
  preDraft(
    'repository-lacks-the-latest-deployment',
    ['DSM-000'],
    'a deployment is in the repository only once there is a later one',
    showing((documents) => documents.slice(0, -1)),
  ),
  preDraft(
    'repository-file-for-each-application',
    ['DSM-000'],
    'of two deployments of one application only the later is in the repository',
    ruling(() => ({
      filesOf: (documents) =>
        new Map(documents.map(({ assignment, yaml }) => [`${applicationOf(assignment.order)}.yaml`, yaml])),
    })),
  ),
  preDraft(
    'repository-stale-after-update',
    ['DSM-000'],
    'a deployment stays in the repository as it was assigned first',
    perInstance(() => {
      const first = new Map<string, DeploymentText>();
      return showing((documents) =>
        documents.map((document) => {
          const { id } = document.assignment;
          const before = first.get(id) ?? document;
          first.set(id, before);
          return before;
        }),
      );
    }),
  ),
  preDraft(
    'repository-keeps-withdrawn-deployments',
    ['DSM-000'],
    'a deployment that was withdrawn stays in the repository',
    perInstance(() => {
      const seen = new Map<string, Map<string, DeploymentText>>();
      return showing((documents, client) => {
        const known = seen.get(client) ?? new Map<string, DeploymentText>();
        seen.set(client, known);
        for (const document of documents) known.set(document.assignment.id, document);
        return Array.from(known.values());
      });
    }),
  ),
  preDraft(
    'repository-keeps-last-deployment',
    ['DSM-000'],
    'the last deployment stays in the repository when it is withdrawn',
    perInstance(() => {
      const before = new Map<string, readonly DeploymentText[]>();
      return showing((documents, client) => {
        if (documents.length > 0) before.set(client, documents);
        return before.get(client) ?? [];
      });
    }),
  ),
  preDraft(
    'repository-branch-goes-with-last-deployment',
    ['DSM-000'],
    'when nothing is desired any more the branch is deleted, with its history',
    ruling((rules) => ({
      commit: async (repository, files) => {
        if (files.size > 0 || (await repository.head()) === undefined) await rules.commit(repository, files);
        else await repository.deleteBranch();
      },
    })),
  ),
  preDraft(
    'repository-commits-elsewhere',
    ['DSM-000'],
    'what is desired is committed to a branch that HEAD does not name',
    ruling(() => ({
      commit: async (repository: BareRepository, files) => {
        if ((await repository.head()) === undefined) await repository.commit(new Map());
        await repository.commit(files, { branch: 'desired' });
      },
    })),
  ),
  preDraft(
    'repository-frozen-after-restart',
    ['DSM-000', 'USR-006'],
    'after a restart changes no longer reach the repositories',
    perInstance(() => {
      let starts = 0;
      return ruling((rules) => ({
        enrolments: (store) => {
          starts += 1;
          return rules.enrolments(store);
        },
        commit: async (repository, files) => {
          if (starts < 2 || (await repository.head()) === undefined) await rules.commit(repository, files);
        },
      }));
    }),
  ),
];

const applicationOf = (order: string): string => /"applicationId":"([^"]*)"/.exec(order)?.[1] ?? 'application';

function sharedByAll(): Fault {
  const all = new Map<string, readonly DeploymentText[]>();
  return showing((documents, client) => {
    all.set(client, documents);
    return Array.from(all.values()).flat();
  });
}

function secretOfAnother(): Fault {
  const secrets = new Map<string, string>();
  return ruling((rules) => ({
    newSecret: (kind, client) => {
      const secret = rules.newSecret(kind, client);
      if (kind === 'client-secret') secrets.set(client, secret);
      return secret;
    },
    filesOf: (documents, client, stores) => {
      const others = Array.from(secrets).flatMap(([owner, secret]) => (owner === client ? [] : [secret]));
      return new Map([...rules.filesOf(documents, client, stores), ['clients.txt', others.join('\n')]]);
    },
  }));
}
