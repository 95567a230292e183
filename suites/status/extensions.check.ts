import { jsonBytes } from '../../simulator/protocol/json.ts';
import { check } from '../harness/check.ts';
import { agreesWith } from '../oracles/observation.ts';
import { acknowledged, observed, reporter, shown, statusReport, taken } from './reporting.ts';

const EXTENSION = { level: 3, nested: { list: [1, 'two', null], state: 'failed' } };

check(
  {
    id: 'status/unknown-extension-is-passed-over',
    title: 'A status report with a well-formed extension that the WFM does not know is taken like one without',
    requirements: ['EXT-002'],
    needs: { verbs: ['assign', 'observe'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    // What is wrong without an extension is no matter of extensions.
    for (const plain of [statusReport(workload, 'pending'), statusReport(workload, 'installing')]) {
      await acknowledged(trial, client, plain);
      await shown(trial, client, workload, plain);
    }
    const report = statusReport(workload, 'installed');
    const extended = { ...report, 'x-waspect-example-extensions': EXTENSION, 'x-a-extensions': {} };
    const exchange = await client.api.reportStatus(workload.deploymentId, jsonBytes(extended));
    trial.judge('EXT-002', taken(trial, trial.answer(exchange)));
    await trial.judgeEventually('EXT-002', async () => agreesWith(await observed(trial, client, workload), report));
  },
);
