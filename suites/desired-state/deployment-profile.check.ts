import fc from 'fast-check';
import type { JsonValue } from '../../simulator/protocol/json.ts';
import { deviceConstraints, everyConstraint } from '../harness/arbitraries/constraints.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import type { RequestedDeployment } from '../harness/control/operator.ts';
import { carriesConstraints, carriesProfile, pointsToArtifacts } from '../oracles/deployment/profile.ts';
import { type Enrich, forAnyDeployment, judgeAssigned } from './deployment-judging.ts';

const needs = { verbs: ['assign', 'update'], desiredState: 'manifest' } as const;

check(
  {
    id: 'desired-state/deployment-carries-its-components',
    title: 'A deployment carries the type of the profile and its components, only those, in their order',
    requirements: ['DEP-004'],
    needs,
  },
  (trial) =>
    forAnyDeployment(trial, ({ document, asked }) => trial.judge('DEP-004', carriesProfile(document, asked.profile)), {
      components: 3,
    }),
);

check(
  {
    id: 'desired-state/deployment-points-to-its-artifacts',
    title: 'Repository and revision of each component reach the deployment as the application has them',
    requirements: ['DEP-013'],
    needs,
  },
  (trial) =>
    forAnyDeployment(
      trial,
      ({ document, asked }) => trial.judge('DEP-013', pointsToArtifacts(document, asked.profile)),
      { components: 3 },
    ),
);

const constrained = (asked: RequestedDeployment, constraints: JsonValue): RequestedDeployment => ({
  ...asked,
  profile: { ...asked.profile, deviceConstraints: constraints },
});

/** With constraints or, less often, without. */
const withConstraints: Enrich = fc
  .option(deviceConstraints, { freq: 4, nil: undefined })
  .map((constraints) => (asked) => (constraints === undefined ? asked : constrained(asked, constraints)));

check(
  {
    id: 'desired-state/deployment-carries-its-constraints',
    title: 'Device constraints reach the deployment as they are, whatever they say',
    requirements: ['DEP-005'],
    needs,
  },
  (trial) =>
    forAnyDeployment(
      trial,
      ({ document, asked }) => trial.judge('DEP-005', carriesConstraints(document, asked.profile)),
      { enrich: withConstraints },
    ),
);

check(
  {
    id: 'desired-state/deployment-carries-every-kind-of-constraint',
    title:
      'Constraints with every operator and with selectors in selectors reach the deployment, and go with an update',
    requirements: ['DEP-005'],
    needs,
  },
  (trial) => {
    const plain = plainDeployment('constraints');
    return judgeAssigned(trial, constrained(plain, everyConstraint), plainDeployment('none'), ({ document, asked }) =>
      trial.judge('DEP-005', carriesConstraints(document, asked.profile)),
    );
  },
);
