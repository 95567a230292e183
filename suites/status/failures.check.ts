import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { showsFailure } from '../oracles/shown-failure.ts';
import { acknowledged, observed, reporter, shown, statusReport } from './reporting.ts';

const ERROR = { code: 'IMAGE_NOT_FOUND', source: 'second', message: 'the registry has no such image' };

check(
  {
    id: 'status/failure-is-shown-with-its-cause',
    title:
      'Where one of two components has failed, the database shows that one as failed and no other cause than reported',
    requirements: ['USR-013'],
    needs: { verbs: ['assign', 'observe'] },
  },
  async (trial) => {
    const plain = plainDeployment('two components');
    const [first] = plain.profile.components;
    const components = [...plain.profile.components, ...(first ? [{ ...first, name: 'second' }] : [])];
    const { client, workload } = await reporter(trial, { ...plain, profile: { ...plain.profile, components } });
    const states = statusReport(workload, 'failed', { components: ['installed', 'failed'] });
    const report = {
      ...states,
      status: { ...states.status, error: { ...ERROR, source: plain.name } },
      components: states.components.map((component) =>
        component.state === 'failed' ? { ...component, error: ERROR } : component,
      ),
    };
    await acknowledged(trial, client, report);
    // Which states it shows is for other checks.
    await shown(trial, client, workload, report);
    await trial.judgeEventually('USR-013', async () => showsFailure(await observed(trial, client, workload), report));
  },
);
