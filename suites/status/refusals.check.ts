import { jsonBytes, stringifyJson, toJson } from '../../simulator/protocol/json.ts';
import {
  damage,
  damaged,
  type Flaw,
  flawOfEachKind,
  statusFlaw,
  TOLERABLE_FLAWS,
  withFlaw,
} from '../harness/arbitraries/broken-statuses.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { leniencyBodies } from '../harness/arbitraries/malformed-json.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { sameStatus } from '../oracles/observation.ts';
import { statusIs } from '../oracles/status-code.ts';
import { acknowledged, observed, reporter, send, shown, statusReport } from './reporting.ts';

const described = ({ path, value }: Flaw): string =>
  `${value === undefined ? 'without' : 'with'} ${path.join('.')}${value === undefined ? '' : ` ${stringifyJson(value)}`}`;

check(
  {
    id: 'status/malformed-report-is-refused',
    title: 'A status report that is no JSON is answered with 400',
    requirements: ['STA-003'],
    needs: { verbs: ['assign'] },
  },
  (trial) =>
    property(
      trial,
      damage,
      async (by) => {
        const { client, workload } = await reporter(trial);
        const text = stringifyJson(statusReport(workload, 'installed'));
        const exchange = await client.api.reportStatus(workload.deploymentId, damaged(text, by));
        trial.judge('STA-003', about('a body that is no JSON', statusIs(trial.answer(exchange), 400)));
        const empty = await client.api.reportStatus(workload.deploymentId, new Uint8Array());
        trial.judge('STA-003', about('an empty body', statusIs(trial.answer(empty), 400, 422)));
      },
      { actions: 1 },
    ),
);

check(
  {
    id: 'status/meaningless-report-is-refused',
    title: 'A status report that breaks its schema is answered with 422 or 400',
    requirements: ['STA-003'],
    needs: { verbs: ['assign'] },
  },
  (trial) =>
    property(
      trial,
      statusFlaw,
      async (flaw) => {
        const { client, workload } = await reporter(trial);
        const report = withFlaw(toJson(statusReport(workload, 'installed')), flaw);
        const exchange = await client.api.reportStatus(workload.deploymentId, jsonBytes(report));
        trial.judge('STA-003', about(`a report ${described(flaw)}`, statusIs(trial.answer(exchange), 422, 400)));
      },
      { weight: 2, actions: 1 },
    ),
);

check(
  {
    id: 'status/each-kind-of-error-is-refused',
    title: 'A report that lacks a member, or has one outside its values, is refused, whichever member it is',
    requirements: ['STA-003'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    const report = toJson(statusReport(workload, 'installed'));
    for (const flaw of trial.sample(flawOfEachKind)) {
      const exchange = await client.api.reportStatus(workload.deploymentId, jsonBytes(withFlaw(report, flaw)));
      trial.judge('STA-003', about(`a report ${described(flaw)}`, statusIs(trial.answer(exchange), 422, 400)));
    }
    for (const body of ['[]', '"installed"', 'null', '1']) {
      const exchange = await client.api.reportStatus(workload.deploymentId, Buffer.from(body));
      trial.judge('STA-003', about(`the body ${body}`, statusIs(trial.answer(exchange), 422, 400)));
    }
  },
);

check(
  {
    id: 'status/tolerant-reading',
    title: 'A report that only a tolerant reader takes is either taken or refused with 400 or 422',
    requirements: ['STA-003'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    const report = statusReport(workload, 'installed');
    const departures = [
      ...TOLERABLE_FLAWS.map((flaw) => ({
        what: described(flaw),
        body: jsonBytes(withFlaw(toJson(report), flaw)),
      })),
      ...leniencyBodies(stringifyJson(report), 'status', 'sample'),
    ];
    const accepted: string[] = [];
    for (const { what, body } of departures) {
      const answer = trial.answer(await client.api.reportStatus(workload.deploymentId, body));
      trial.judge('STA-003', about(`a report ${what}`, statusIs(answer, 200, 201, 400, 422)));
      if (answer.status < 300) accepted.push(what);
    }
    trial.judge('STA-003', about('a report after them', statusIs(await send(trial, client, report), 200, 201)));
    if (accepted.length > 0) trial.observe(`accepted: a report ${accepted.join(', ')}`);
  },
);

check(
  {
    id: 'status/refused-report-changes-nothing',
    title: 'A report that was refused leaves the last status of the deployment as it was',
    requirements: ['USR-002'],
    needs: { verbs: ['assign', 'observe'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    const other = await client.assign('device-1', plainDeployment('2'));
    const last = statusReport(workload, 'installing');
    await acknowledged(trial, client, last);
    await shown(trial, client, workload, last);
    const before = await observed(trial, client, workload);
    const wrong = toJson(statusReport(workload, 'failed'));
    const bodies = trial.sample(flawOfEachKind).map((flaw) => jsonBytes(withFlaw(wrong, flaw)));
    for (const body of [...bodies, damaged(stringifyJson(wrong), trial.sample(damage))]) {
      const { status } = trial.answer(await client.api.reportStatus(workload.deploymentId, body));
      if (status < 400) throw new NotEvaluated(`a report with an error was answered with ${status}`);
    }
    const sentinel = statusReport(other, 'installed');
    await acknowledged(trial, client, sentinel);
    await shown(trial, client, other, sentinel);
    await trial.quiet();
    trial.judge('USR-002', sameStatus(before, await observed(trial, client, workload)));
  },
);
