import type { Effort } from '../../reports/model.ts';
import type { RevisionTraits } from '../../simulator/protocol/revision.ts';
import { check } from '../harness/check.ts';
import type { Trial } from '../harness/trial.ts';
import { judgeSequences } from './run-sequences.ts';
import { ClusterSites, inMemory, onEngine } from './surround.ts';
import { BREAK_DOWNS, THEMES, type Theme } from './themes.ts';

type Times = Readonly<Record<Effort, number>>;

/** All sequences of a check together, in milliseconds; what they fail with is found out in as much again. */
const IN_MEMORY: Times = { quick: 20_000, standard: 60_000, thorough: 300_000 };
const ON_CLUSTER: Times = { quick: 90_000, standard: 240_000, thorough: 3_600_000 };

const twice = ({ quick, standard, thorough }: Times): Times => ({
  quick: 2 * quick,
  standard: 2 * standard,
  thorough: 2 * thorough,
});

/** To look at a repository takes several processes, to read a manifest one request. */
const ONE_IN: Readonly<Record<RevisionTraits['desiredState'], number>> = { manifest: 1, repository: 5 };

function affordable({ session }: Trial, { quick, standard, thorough }: Times): Times {
  const oneIn = ONE_IN[session.revision.traits.desiredState];
  const some = (runs: number): number => Math.ceil(runs / oneIn);
  return { quick: some(quick), standard: some(standard), thorough: some(thorough) };
}

function declare(theme: Theme): void {
  const { name, title, requirements, verbs, exclusive, kinds } = theme;
  if (theme !== BREAK_DOWNS)
    check(
      {
        id: `end-to-end/${name}`,
        title,
        requirements,
        needs: { verbs },
        exclusive,
        timeoutMs: twice(IN_MEMORY),
      },
      (trial) =>
        judgeSequences(trial, {
          kinds,
          surround: inMemory(trial),
          runs: affordable(trial, theme.inMemory),
          budgetMs: IN_MEMORY,
        }),
    );
  if (theme.onEngine) declareOnEngine(theme, theme.onEngine);
  check(
    {
      id: `end-to-end/${name}-on-a-cluster`,
      title: `${title}: on a real cluster`,
      requirements,
      needs: { verbs, cluster: true },
      exclusive,
      profile: 'end-to-end',
      timeoutMs: twice(ON_CLUSTER),
    },
    async (trial) => {
      await using sites = await ClusterSites.open(trial);
      const { surround } = sites;
      const runs = theme.onCluster;
      await judgeSequences(trial, { kinds, surround, shrinkIn: inMemory(trial), runs, budgetMs: ON_CLUSTER });
    },
  );
}

function declareOnEngine({ name, title, requirements, verbs, exclusive, kinds }: Theme, runs: Times): void {
  check(
    {
      id: `end-to-end/${name}-on-an-engine`,
      title: `${title}: with Compose on a real container engine`,
      requirements,
      needs: { verbs, feature: 'compose', engine: true },
      exclusive,
      profile: 'end-to-end',
      timeoutMs: twice(ON_CLUSTER),
    },
    (trial) =>
      judgeSequences(trial, {
        kinds,
        surround: onEngine(trial),
        shrinkIn: inMemory(trial),
        runs,
        budgetMs: ON_CLUSTER,
      }),
  );
}

for (const theme of [...THEMES, BREAK_DOWNS]) declare(theme);
