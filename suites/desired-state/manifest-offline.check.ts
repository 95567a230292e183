import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { listsExactly } from '../oracles/desired-set.ts';
import { all, judgeThat } from '../oracles/judgement.ts';
import { readManifest } from '../oracles/manifest.ts';
import { desiredState } from '../oracles/manifest-version.ts';
import { clientWith } from './desired-clients.ts';

check(
  {
    id: 'desired-state/manifest-is-complete-after-silence',
    title: 'A client that was silent while the operator acted then reads all that came of it',
    // What a silent client misses is missing from its desired state too.
    requirements: ['OFF-001', 'DSM-001', 'WFL-007'],
    needs: { verbs: ['assign', 'update', 'withdraw'], desiredState: 'manifest' },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1', 'edge-2');
    const { operator } = trial;
    const party = client.client;
    const assign = (device: string, mark: string) =>
      operator.assign(party, device, plainDeployment(mark), crypto.randomUUID());
    const kept = await client.assign('edge-1', plainDeployment('known'));
    const dropped = await client.assign('edge-2', plainDeployment('known, to go'));
    const before = desiredState(await client.manifest());

    for (const mark of ['one', 'two', 'three']) await operator.update(party, kept.deploymentId, plainDeployment(mark));
    await operator.withdraw(party, dropped.deploymentId);
    const brief = await assign('edge-1', 'come and gone');
    const added = [await assign('edge-2', 'added'), await assign('edge-2', 'added too')];
    await operator.withdraw(party, brief);

    // Nothing in between but its next poll.
    await trial.judgeEventually('OFF-001', async () => {
      const read = readManifest(trial.answer(await client.api.readDesiredState(), 'OFF-001'));
      if ('wrong' in read) return read.wrong;
      const state = desiredState(read.manifest);
      const [former, current] = [before, state].map((each) => each.get(kept.deploymentId.toLowerCase()));
      return all(
        listsExactly(Array.from(state.keys()), [kept.deploymentId, ...added]),
        judgeThat(former !== current, `the last content of ${kept.deploymentId}`, `that of before, ${current}`),
      );
    });
  },
);
