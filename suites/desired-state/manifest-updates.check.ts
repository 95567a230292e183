import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { readManifest } from '../oracles/manifest.ts';
import { desiredState } from '../oracles/manifest-version.ts';
import { clientWith } from './desired-clients.ts';

check(
  {
    id: 'desired-state/manifest-update-keeps-id-and-changes-digest',
    title: 'A deployment whose content changes, again and again, keeps its id and gets another digest each time',
    requirements: ['WFL-007'],
    needs: { verbs: ['assign', 'update'] },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1', 'edge-2');
    const changing = await client.assign('edge-1', plainDeployment('first'));
    const { manifest } = await client.assign('edge-2', plainDeployment('beside'));
    let before = desiredState(manifest);
    for (const mark of ['second', 'third', 'fourth']) {
      const id = changing.deploymentId.toLowerCase();
      const former = before.get(id);
      await trial.operator.update(client.client, changing.deploymentId, plainDeployment(mark));
      let latest = before;
      await trial.judgeEventually('WFL-007', async () => {
        const read = readManifest(trial.answer(await client.api.readDesiredState(), 'WFL-007'));
        if ('wrong' in read) return read.wrong;
        latest = desiredState(read.manifest);
        const digest = latest.get(id);
        return judgeThat(
          latest.size === before.size && digest !== undefined && digest !== former,
          `deployment ${id} with a digest other than ${former}`,
          `digest ${digest ?? 'of none'} among ${Array.from(latest.keys()).join(', ')}`,
        );
      });
      for (const [other, digest] of before)
        if (other !== id && latest.get(other) !== digest)
          trial.observe('a deployment that was not changed got another digest when another one was changed');
      before = latest;
    }
  },
);
