import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { listsExactly } from '../oracles/desired-set.ts';
import { all, judgeThat } from '../oracles/judgement.ts';
import { readManifest } from '../oracles/manifest.ts';
import { desiredState, sameManifest, versionGrows, versionMarksRebuild } from '../oracles/manifest-version.ts';
import { clientWith, judgeHeld, taggedManifest } from './desired-clients.ts';

check(
  {
    id: 'desired-state/manifest-outlives-a-restart',
    title: 'After the WFM was stopped and started the desired state of each client is what it was',
    requirements: ['USR-006', 'DSM-001'],
    needs: { verbs: ['assign', 'update', 'restart'], desiredState: 'manifest' },
    exclusive: true,
  },
  async (trial) => {
    const [client, second] = [await clientWith(trial, 'edge-1', 'edge-2'), await clientWith(trial, 'edge-1')];
    const first = await client.assign('edge-1', plainDeployment('first'));
    const { manifest } = await client.assign('edge-2', plainDeployment('second'));
    const changed = await client.update({ ...first, manifest }, plainDeployment('changed'));
    const other = await second.assign('edge-1', plainDeployment("the second client's"));
    await trial.operator.restart();
    for (const [holder, before] of [
      [client, changed.manifest],
      [second, other.manifest],
    ] as const) {
      const state = desiredState(before);
      await trial.judgeEventually('DSM-001', async () => {
        const read = readManifest(trial.answer(await holder.api.readDesiredState(), 'DSM-001'));
        return 'wrong' in read
          ? read.wrong
          : listsExactly(Array.from(desiredState(read.manifest).keys()), Array.from(state.keys()));
      });
      const after = desiredState(await holder.manifest());
      const lost = Array.from(state).filter(([id, digest]) => after.get(id) !== digest);
      trial.judge(
        'USR-006',
        judgeThat(lost.length === 0, 'the digests of before', `other digests of ${lost.map(([id]) => id).join(', ')}`),
      );
    }
  },
);

check(
  {
    id: 'desired-state/version-and-etag-outlive-a-restart',
    title: 'A restart takes no version back, the next manifest gets a higher one, and a held ETag stays good',
    requirements: ['DSM-007', 'DSM-018', 'DSM-006'],
    needs: { verbs: ['assign', 'restart'] },
    exclusive: true,
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1', 'edge-2');
    await client.assign('edge-1', plainDeployment('first'));
    await client.assign('edge-2', plainDeployment('second'));
    const before = await taggedManifest(client);
    await trial.operator.restart();

    const after = await taggedManifest(client);
    const kept = listsExactly(Array.from(desiredState(after).keys()), Array.from(desiredState(before).keys()));
    if (!kept.ok) throw new NotEvaluated(`the desired state did not outlive the restart: ${kept.received}`);
    trial.judge('DSM-007', versionGrows(before, after));
    trial.judge('DSM-007', versionMarksRebuild(before, after), { position: 'G-22' });
    // One with a higher version is a new manifest, which nothing forbids.
    if (after.version === before.version) trial.judge('DSM-018', sameManifest(before, after), { position: 'G-23' });
    else trial.observe(`the restart raised the version from ${before.version} to ${after.version}`);
    await judgeHeld(trial, client, async (etag) =>
      trial.answer(await client.api.readDesiredState({ headers: { 'if-none-match': etag } }), 'DSM-006'),
    );

    const assigned = await client.assign('edge-1', plainDeployment('third'));
    trial.judge('DSM-007', all(versionGrows(before, assigned.manifest), versionGrows(after, assigned.manifest)));
  },
);
