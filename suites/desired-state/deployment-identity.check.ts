import { check } from '../harness/check.ts';
import { hasNames, hasUuid, identifiedAs, isFor, isNamed, isOfApplication } from '../oracles/deployment/identity.ts';
import { forAnyDeployment } from './deployment-judging.ts';

const needs = { verbs: ['assign', 'update'], desiredState: 'manifest' } as const;

check(
  {
    id: 'desired-state/deployment-has-a-uuid',
    title: 'Each deployment has a UUID as its id',
    requirements: ['DEP-001'],
    needs,
  },
  (trial) => forAnyDeployment(trial, ({ document }) => trial.judge('DEP-001', hasUuid(document))),
);

check(
  {
    id: 'desired-state/deployment-id-is-that-of-the-manifest',
    title: 'The id of a deployment is the deploymentId under which the manifest lists it',
    requirements: ['DSM-014'],
    needs,
  },
  (trial) =>
    forAnyDeployment(trial, ({ document, deploymentId }) =>
      trial.judge('DSM-014', identifiedAs(document, deploymentId)),
    ),
);

check(
  {
    id: 'desired-state/deployment-is-named-as-asked',
    title: 'The metadata of a deployment has the name, the namespace and the device that the operator gave',
    requirements: ['DEP-002'],
    needs,
  },
  (trial) =>
    forAnyDeployment(trial, ({ document, asked, deviceId }) => {
      trial.judge('DEP-002', hasNames(document));
      trial.judge('DEP-002', isNamed(document, asked.name, asked.namespace), { position: 'G-62' });
      trial.judge('DEP-002', isFor(document, deviceId));
    }),
);

check(
  {
    id: 'desired-state/deployment-names-its-application',
    title: 'spec.applicationId of a deployment is the id of the application that the operator assigned',
    requirements: ['DEP-003'],
    needs,
  },
  (trial) =>
    forAnyDeployment(trial, ({ document, asked }) =>
      trial.judge('DEP-003', isOfApplication(document, asked.applicationId)),
    ),
);
