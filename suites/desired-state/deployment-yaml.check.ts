import { check } from '../harness/check.ts';
import { readDeployment } from '../oracles/deployment/read-deployment.ts';
import { artifactsOf, verifiedBytesOf } from './artifact-references.ts';
import { ARTIFACT_NEEDS, whereverServed } from './artifact-situations.ts';

check(
  {
    id: 'desired-state/deployment-is-one-yaml-document',
    title: 'A deployment is a single YAML document, and a mapping',
    requirements: ['DSA-001'],
    needs: ARTIFACT_NEEDS,
  },
  (trial) =>
    whereverServed(trial, async (client, manifest) => {
      for (const artifact of artifactsOf(manifest).filter(({ kind }) => kind === 'deployment')) {
        const read = readDeployment(await verifiedBytesOf(client, artifact));
        if ('wrong' in read) return trial.judge('DSA-001', read.wrong);
        const { documents } = trial.session.revision;
        const [error] = documents.schemaErrors('application-deployment', read.document);
        if (error)
          trial.observe(`a deployment departs from the schema at ${error.pointer || 'its top'}: ${error.message}`);
      }
    }),
);
