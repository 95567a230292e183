import { MemorySite } from '../end-to-end/site/memory-site.ts';
import { ClusterSites } from '../end-to-end/surround.ts';
import { CHAIN } from '../end-to-end/themes.ts';
import { check } from '../harness/check.ts';
import type { Trial } from '../harness/trial.ts';
import { ACCEPTANCES } from './acceptances.ts';
import { judgeAcceptance, judgeRefusal } from './judge-scenarios.ts';
import { REFUSALS } from './refusals.ts';
import type { SiteOf } from './scene.ts';

const needs = { verbs: ['assign', 'update', 'observe'] } as const;

interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly requirements: readonly [string, ...string[]];
  readonly judge: (trial: Trial, siteOf: SiteOf) => Promise<void>;
}

const SCENARIOS: readonly Scenario[] = [
  ...REFUSALS.map(
    (refusal): Scenario => ({
      name: refusal.name,
      title: `A deployment is failed ${refusal.when}: the database says so, what ran before goes on, and later ones run`,
      requirements: ['USR-013'],
      judge: (trial, siteOf) => judgeRefusal(trial, refusal, siteOf),
    }),
  ),
  ...ACCEPTANCES.map(
    (acceptance): Scenario => ({
      name: acceptance.name,
      title: `A deployment runs ${acceptance.when}, and the database says so`,
      requirements: ['USR-012'],
      judge: (trial, siteOf) => judgeAcceptance(trial, acceptance, siteOf),
    }),
  ),
];

for (const { name, title, requirements, judge } of SCENARIOS) {
  // That what is ordered runs at all, and that the database follows, the sequences judge.
  check({ id: `registries/${name}`, title, requirements, restsOn: CHAIN, needs }, (trial) =>
    judge(trial, async ({ sourceFor }) => new MemorySite(sourceFor)),
  );
  check(
    {
      id: `registries/${name}-on-a-cluster`,
      title: `${title}: on a real cluster`,
      requirements,
      restsOn: CHAIN,
      needs: { ...needs, cluster: true },
      profile: 'end-to-end',
    },
    async (trial) => {
      await using sites = await ClusterSites.open(trial);
      await judge(trial, (depot) => sites.siteFor(depot));
    },
  );
}
