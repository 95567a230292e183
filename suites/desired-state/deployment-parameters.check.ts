import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { trickyParameters } from '../harness/arbitraries/tricky-parameters.ts';
import { check } from '../harness/check.ts';
import type { Trial } from '../harness/trial.ts';
import { carriesParameters, hasNoLeftovers, keepsTypes } from '../oracles/deployment/parameters.ts';
import { type Deployed, forAnyDeployment, judgeAssigned } from './deployment-judging.ts';

const needs = { verbs: ['assign', 'update'] } as const;

function judgeParameters(trial: Trial, { document, asked, before }: Deployed): void {
  trial.judge('DSM-001', carriesParameters(document, asked.parameters));
  trial.judge('DSM-001', keepsTypes(document, asked.parameters), { position: 'G-53' });
  if (before) trial.judge('DSM-001', hasNoLeftovers(document, before.parameters, asked.parameters));
}

check(
  {
    id: 'desired-state/deployment-carries-its-parameters',
    title: 'The parameters of a deployment are those that the operator set, with their values and targets',
    requirements: ['DSM-001'],
    needs,
  },
  (trial) => forAnyDeployment(trial, (deployed) => judgeParameters(trial, deployed)),
);

check(
  {
    id: 'desired-state/deployment-keeps-the-type-of-parameters',
    title: 'Texts that look like numbers, dates or YAML, numbers and booleans stay what they are, for every client',
    requirements: ['DSM-001'],
    needs,
  },
  async (trial) => {
    const plain = plainDeployment('parameters');
    const tricky = { ...plain, parameters: trickyParameters('sample', true) };
    await judgeAssigned(trial, tricky, plain, (deployed) => judgeParameters(trial, deployed));
    await judgeAssigned(trial, plain, tricky, (deployed) => judgeParameters(trial, deployed));
  },
);
