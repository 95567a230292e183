import fc from 'fast-check';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { judgeScope, SCOPE } from '../harness/scope.ts';
import { doesNotTell, foreignReportRefused, sameRefusal, unknownReportRefused } from '../oracles/foreign-report.ts';
import { notAsReported, sameStatus } from '../oracles/observation.ts';
import { acknowledged, observed, reporter, send, shown, statusReport } from './reporting.ts';

check(
  {
    id: 'status/unknown-deployment-is-refused',
    title: 'A report about a deployment that was never assigned is refused',
    requirements: ['STA-003'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    await acknowledged(trial, client, statusReport(workload, 'installed'));
    const { requested, adopted } = workload;
    const unknown = { deploymentId: trial.sample(fc.uuid()), requested, adopted };
    const answer = await send(trial, client, statusReport(unknown, 'installed'));
    trial.judge('STA-003', unknownReportRefused(answer, trial.session.revision.traits.answers), { position: 'G-16' });
  },
);

check(
  {
    id: 'status/foreign-deployment-is-out-of-reach',
    title: "A report about another client's deployment tells nothing and leaves the owner's status as it was",
    requirements: ['STA-014', SCOPE],
    needs: { verbs: ['assign', 'observe'] },
  },
  async (trial) => {
    const owner = await reporter(trial);
    const { client: stranger, workload: own } = await reporter(trial);
    const unreported = await owner.client.assign(owner.workload.deviceId, plainDeployment('2'));
    const sentinel = await owner.client.assign(owner.workload.deviceId, plainDeployment('3'));
    const last = statusReport(owner.workload, 'installed');
    await acknowledged(trial, owner.client, last);
    await acknowledged(trial, stranger, statusReport(own, 'pending'));
    await shown(trial, owner.client, owner.workload, last);
    const before = await observed(trial, owner.client, owner.workload);

    const { requested, adopted } = own;
    const nobodys = { deploymentId: trial.sample(fc.uuid()), requested, adopted };
    const unknown = await send(trial, stranger, statusReport(nobodys, 'failed'));
    for (const workload of [owner.workload, unreported]) {
      const foreign = await send(trial, stranger, statusReport(workload, 'failed'));
      const { position, judgement } = foreignReportRefused(foreign, unknown, trial.session.revision.traits.answers);
      judgeScope(trial, 'STA-014', judgement, position === undefined ? {} : { position });
      judgeScope(trial, 'STA-014', doesNotTell(foreign, [owner.client.id]));
      judgeScope(trial, 'STA-014', sameRefusal(foreign, unknown), { position: 'G-16' });
    }

    const mark = statusReport(sentinel, 'installed');
    await acknowledged(trial, owner.client, mark);
    await shown(trial, owner.client, sentinel, mark);
    await trial.quiet();
    judgeScope(trial, 'STA-014', sameStatus(before, await observed(trial, owner.client, owner.workload)));
    // A deployment may come to be observable some time after it was assigned.
    const without = await observed(trial, owner.client, unreported);
    judgeScope(trial, 'STA-014', notAsReported(without, statusReport(unreported, 'failed')));
  },
);

check(
  {
    id: 'status/body-does-not-reach-another-client',
    title:
      "A report on the caller's own resource whose body names another client's deployment leaves that one as it was",
    requirements: ['STA-014', SCOPE],
    needs: { verbs: ['assign', 'observe'] },
  },
  async (trial) => {
    const owner = await reporter(trial);
    const { client: stranger, workload: own } = await reporter(trial);
    const last = statusReport(owner.workload, 'installed');
    await acknowledged(trial, owner.client, last);
    await shown(trial, owner.client, owner.workload, last);
    const before = await observed(trial, owner.client, owner.workload);
    const misled = { ...statusReport(own, 'failed'), deploymentId: owner.workload.deploymentId };
    trial.answer(await stranger.api.reportStatus(own.deploymentId, jsonBytes(misled)));
    const sentinel = await owner.client.assign(owner.workload.deviceId, plainDeployment('2'));
    const mark = statusReport(sentinel, 'installed');
    await acknowledged(trial, owner.client, mark);
    await shown(trial, owner.client, sentinel, mark);
    await trial.quiet();
    judgeScope(trial, 'STA-014', sameStatus(before, await observed(trial, owner.client, owner.workload)));
  },
);
