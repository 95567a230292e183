import { describe, it } from 'vitest';
import { rc2 } from '../../simulator/protocol/rc2/revision.ts';
import { rc3 } from '../../simulator/protocol/rc3/revision.ts';
import { eventually } from '../harness/waiting.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { type Crowd, crowd, orderFor } from './testing/crowd.test-support.ts';

/** A fault that shows only while many are served, and what it is found to break. */
const FAULTS = [
  { id: 'polls-share-a-buffer', revision: rc3, breaks: ['GEN-008', 'DSM-006'] },
  { id: 'cache-misses-mixed-up', revision: rc3, breaks: ['GEN-008'] },
  { id: 'entity-tags-mixed-up', revision: rc3, breaks: ['DSM-017'] },
  { id: 'version-repeated-after-a-race', revision: rc3, breaks: ['DSM-007'] },
  { id: 'assigned-to-a-neighbour-too', revision: rc3, breaks: ['GEN-008'] },
  { id: 'artifacts-share-the-output', revision: rc3, breaks: ['DSA-001', 'DSM-012', 'GEN-008'] },
  { id: 'overload-is-a-plain-500', revision: rc3, breaks: ['ERR-001', 'RTY-002'] },
  { id: 'crowd-limited-without-retry-after', revision: rc3, breaks: ['RTY-001'] },
  { id: 'clients-onboarded-at-once-share-an-id', revision: rc2(), breaks: ['ONB-013'] },
];

/** All at once: orders, and passes of all devices, so often as it takes. */
async function stir({ members, operator }: Crowd, round: number): Promise<void> {
  await Promise.all(members.map((member) => member.poll()));
  await Promise.all(members.map((member) => operator.assign(orderFor(member, round)).catch(() => undefined)));
}

describe('the judge', () => {
  it.concurrent.for(FAULTS)(
    'finds $id',
    { timeout: 30_000 },
    async ({ id, revision, breaks }, { expect, onTestFinished }) => {
      const all = await crowd({ revision, devices: 8, defects: [id] }, onTestFinished);
      let round = 0;
      await eventually(10_000, async () => {
        await stir(all, round++);
        return judgeThat(
          all.findings.some(({ requirement }) => breaks.includes(requirement)),
          '',
          '',
        );
      });
      const found = new Set(all.findings.map(({ requirement }) => requirement));
      expect([...found]).not.toEqual([]);
      // And nothing is said to be broken that is not.
      expect([...found].filter((requirement) => !breaks.includes(requirement))).toEqual([]);
    },
  );
});
