import { MemorySite } from '../end-to-end/site/memory-site.ts';
import { ClusterSites } from '../end-to-end/surround.ts';
import { CHAIN } from '../end-to-end/themes.ts';
import { check } from '../harness/check.ts';
import { judgeRefusal } from './judge-refusal.ts';
import { REFUSALS } from './refusals.ts';

const REQUIREMENTS = [...CHAIN, 'USR-012', 'USR-013'] as const;
const needs = { verbs: ['assign', 'update', 'observe'] } as const;

for (const refusal of REFUSALS) {
  const title = `A deployment is failed ${refusal.when}: the database says so, what ran before goes on, and later ones run`;
  check({ id: `registries/${refusal.name}`, title, requirements: REQUIREMENTS, needs }, (trial) =>
    judgeRefusal(trial, refusal, async ({ sourceFor }) => new MemorySite(sourceFor)),
  );
  check(
    {
      id: `registries/${refusal.name}-on-a-cluster`,
      title: `${title}: on a real cluster`,
      requirements: REQUIREMENTS,
      needs: { ...needs, cluster: true },
      profile: 'end-to-end',
    },
    async (trial) => {
      await using sites = await ClusterSites.open(trial);
      await judgeRefusal(trial, refusal, (depot) => sites.siteFor(depot));
    },
  );
}
