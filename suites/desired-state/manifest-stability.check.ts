import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { sameManifest } from '../oracles/manifest-version.ts';
import { clientWith } from './desired-clients.ts';

check(
  {
    id: 'desired-state/manifest-stays-the-same-without-change',
    title: 'While nothing is changed each reading gives the same manifest with the same ETag, also many at once',
    requirements: ['DSM-018'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1', 'edge-2');
    const empty = await client.manifest();
    trial.judge('DSM-018', sameManifest(empty, await client.manifest()), { position: 'G-23' });
    await client.assign('edge-1', plainDeployment('first'));
    await client.assign('edge-2', plainDeployment('second'));
    const { manifest } = await client.assign('edge-1', plainDeployment('third'));
    const readings = await Promise.all(Array.from({ length: 12 }, () => client.manifest()));
    for (const reading of [...readings, await client.manifest()])
      trial.judge('DSM-018', sameManifest(manifest, reading), { position: 'G-23' });
  },
);
