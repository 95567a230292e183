import fc from 'fast-check';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment, requestedDeployment } from '../harness/arbitraries/deployments.ts';
import { progress, type ReportedStates, reportedStates } from '../harness/arbitraries/statuses.ts';
import { check } from '../harness/check.ts';
import type { RequestedDeployment } from '../harness/control/operator.ts';
import { PROPERTY_RUNS } from '../harness/settings.ts';
import { HOLDS } from '../oracles/judgement.ts';
import { agreesWith, isUnknown } from '../oracles/observation.ts';
import { acknowledged, judgeShown, observed, reporter, send, shown, statusReport, taken } from './reporting.ts';

/** A workload, and the reports that its device sends. */
interface Course {
  readonly requested: RequestedDeployment;
  readonly reports: readonly ReportedStates[];
}

const course: fc.Arbitrary<Course> = fc
  .tuple(requestedDeployment, progress)
  .chain(([requested, states]) =>
    fc
      .tuple(...states.map((state) => reportedStates(state, requested.profile.components.length)))
      .map((reports) => ({ requested, reports })),
  );

const SIDE_BY_SIDE = 4;

check(
  {
    id: 'status/database-agrees-with-latest-report',
    title: "After any sequence of reports the WFM's database shows the latest, component by component",
    requirements: ['USR-002'],
    needs: { verbs: ['assign', 'observe'] },
  },
  async (trial) => {
    const run = async ({ requested, reports }: Course): Promise<void> => {
      const { client, workload } = await reporter(trial, requested);
      for (const { overall, components } of reports) {
        const report = statusReport(workload, overall, { components });
        await acknowledged(trial, client, report);
        if (trial.warnings.length > 0 || !(await judgeShown(trial, { client, workload }, report))) return;
      }
    };
    const runs = PROPERTY_RUNS[trial.session.settings.effort];
    const courses = trial.sample(fc.array(course, { minLength: runs, maxLength: runs }));
    // A broken SHOULD does not end a property, and would be waited for in each of its cases: so they run side by side.
    for (let next = 0; next < courses.length; next += SIDE_BY_SIDE)
      await Promise.all(courses.slice(next, next + SIDE_BY_SIDE).map(run));
  },
);

check(
  {
    id: 'status/deployments-have-statuses-of-their-own',
    title: 'Reports about one deployment leave those of other deployments and devices alone, also when sent at once',
    requirements: ['USR-002'],
    needs: { severalDevices: true, verbs: ['assign', 'observe'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    const [device, other] = [workload.deviceId, client.device('device-2')];
    await client.report(trial.sample(workloadHost(other)));
    const workloads = [workload];
    for (const [deviceId, mark] of [
      [other, '2'],
      [device, '3'],
      [other, '4'],
    ] as const)
      workloads.push(await client.assign(deviceId, plainDeployment(mark)));
    const states = ['installed', 'failed', 'pending', 'installing'] as const;
    const reports = workloads.map((assigned, index) =>
      statusReport(assigned, states[index] ?? 'pending', { deviceId: assigned.deviceId }),
    );
    await Promise.all(reports.map((report) => acknowledged(trial, client, report)));
    for (const [index, report] of reports.entries()) {
      const assigned = workloads[index] ?? workload;
      if (!(await judgeShown(trial, { client, workload: assigned }, report))) return;
    }
  },
);

check(
  {
    id: 'status/repeated-report-changes-nothing',
    title: 'A report that is sent again, at once or later, leaves the database as it was',
    requirements: ['USR-002'],
    needs: { verbs: ['assign', 'observe'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    await acknowledged(trial, client, statusReport(workload, 'pending'));
    const report = statusReport(workload, 'installed');
    await acknowledged(trial, client, report);
    await Promise.all(Array.from({ length: 4 }, () => acknowledged(trial, client, report)));
    await acknowledged(trial, client, report);
    await judgeShown(trial, { client, workload }, report);
  },
);

const BEYOND_DOUBLES = [2n ** 53n + 1n, 2n ** 63n + 1n, 2n ** 64n - 1n] as const;

check(
  {
    id: 'status/large-versions-are-kept-exactly',
    title: 'An adoptedManifestVersion that a double would round is kept to the last digit, where the report is taken',
    requirements: ['USR-002'],
    needs: { verbs: ['assign', 'observe'], adoptedVersion: true },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    for (const version of BEYOND_DOUBLES) {
      const report = statusReport(workload, 'installed', { version });
      const answer = await send(trial, client, report);
      // Nothing says that a version which was never published has to be taken.
      if (!taken(trial, answer).ok) {
        const { status } = answer;
        trial.observe(`a report with the unpublished adoptedManifestVersion ${version} was answered with ${status}`);
        continue;
      }
      if (!(await judgeShown(trial, { client, workload }, report, { position: 'G-18' }))) return;
    }
  },
);

check(
  {
    id: 'status/adopted-version-follows-the-desired-state',
    title: 'The database shows the adopted version of the latest report after each change of the desired state',
    requirements: ['USR-002'],
    needs: { verbs: ['assign', 'update', 'observe'], adoptedVersion: true },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    let current = workload;
    for (const mark of ['2', '3', '4']) {
      const report = statusReport(current, 'installed');
      await acknowledged(trial, client, report);
      if (!(await judgeShown(trial, { client, workload: current }, report))) return;
      current = await client.update(current, plainDeployment(mark));
    }
  },
);

check(
  {
    id: 'status/removal-shows-in-the-database',
    title: 'After the report that a withdrawn workload is being removed, the database shows that or no longer knows it',
    requirements: ['USR-002'],
    needs: { verbs: ['assign', 'withdraw', 'observe'], deploymentState: 'removed' },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    await acknowledged(trial, client, statusReport(workload, 'installed'));
    const { adopted } = await client.withdraw(workload);
    const { deploymentId, requested } = workload;
    for (const state of ['removing', 'removed'] as const) {
      const report = statusReport({ deploymentId, requested, adopted }, state);
      await acknowledged(trial, client, report);
      if (trial.warnings.length > 0) return;
      await trial.judgeEventually('USR-002', async () => {
        const stored = await observed(trial, client, workload);
        return isUnknown(stored).ok ? HOLDS : agreesWith(stored, report);
      });
    }
  },
);

check(
  {
    id: 'status/unknown-deployment-has-no-state',
    title: 'Asked about a deployment that it does not know for a client, the database invents no state',
    requirements: ['USR-010'],
    needs: { verbs: ['assign', 'observe'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    const report = statusReport(workload, 'installed');
    await acknowledged(trial, client, report);
    await shown(trial, client, workload, report);
    const stranger = await trial.client();
    const unknown = { deploymentId: trial.sample(fc.uuid()) };
    trial.judge('USR-010', isUnknown(await observed(trial, client, unknown)));
    trial.judge('USR-010', isUnknown(await observed(trial, stranger, workload)));
  },
);
