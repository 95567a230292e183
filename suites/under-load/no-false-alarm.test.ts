import { describe, it } from 'vitest';
import { rc2 } from '../../simulator/protocol/rc2/revision.ts';
import { rc3 } from '../../simulator/protocol/rc3/revision.ts';
import { eventually } from '../harness/waiting.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { type Crowd, crowd, type Member, orderFor } from './testing/crowd.test-support.ts';

/** Polls side by side until each device runs what it should; a WFM may show things late. */
async function until(all: Crowd, runs: (member: Member) => readonly string[]): Promise<void> {
  const judgement = await eventually(8_000, async () => {
    await Promise.all(all.members.map((member) => member.poll()));
    const lacking = all.members.filter((member) => all.canariesOf(member).join() !== runs(member).join());
    return judgeThat(lacking.length === 0, 'what was ordered', `${lacking.length} devices without`);
  });
  if (!judgement.ok) throw new Error(judgement.received);
}

const canary = (member: Member, ordinal: number): string => orderFor(member, ordinal).canary;

const CASES = (['plain', 'contrary', 'obstinate'] as const).flatMap((mode) =>
  [rc3, rc2()].map((revision) => ({ mode, revision, id: revision.id })),
);

describe('the judge', () => {
  it.concurrent.for(CASES)(
    'has nothing to say of a WAS in $mode mode that serves several clients of $id at once',
    { timeout: 30_000 },
    async ({ mode, revision }, { expect, onTestFinished }) => {
      const all = await crowd({ mode, revision }, onTestFinished);
      const { members, operator } = all;
      await until(all, () => []);
      const ids = await Promise.all(members.map((member) => operator.assign(orderFor(member, 0))));
      await until(all, (member) => [canary(member, 0)]);
      const isChanged = ({ device }: Member): boolean => device % 2 === 0;
      await Promise.all(
        members.map((member, index) => {
          const deploymentId = ids[index] ?? '';
          if (isChanged(member)) return operator.update({ ...orderFor(member, 1), deploymentId });
          return operator.withdraw(member, deploymentId);
        }),
      );
      await until(all, (member) => (isChanged(member) ? [canary(member, 1)] : []));
      await Promise.all(members.map((member) => member.poll()));
      expect(all.findings).toEqual([]);
      const judged = all.judge.judgedRequirements();
      for (const requirement of ['DSM-006', 'DSM-007', 'DSM-011', 'DSM-017', 'DSA-003', 'CAP-006', 'STA-003'])
        expect([requirement, judged[requirement]]).toEqual([requirement, expect.any(Number)]);
    },
  );
});
