import { jsonBytes, stringifyJson, toJson } from '../../simulator/protocol/json.ts';
import {
  damage,
  damaged,
  type Flaw,
  flawOfEachKind,
  statusFlaw,
  tolerableFlaws,
  withFlaw,
} from '../harness/arbitraries/broken-statuses.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { leniencyBodies } from '../harness/arbitraries/malformed-json.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { sameStatus } from '../oracles/observation.ts';
import { acceptsOr, refusedWith } from '../oracles/status-code.ts';
import { acknowledged, observed, reporter, send, shown, statusReport, taken } from './reporting.ts';

const described = ({ path, value }: Flaw): string =>
  `${value === undefined ? 'without' : 'with'} ${path.join('.')}${value === undefined ? '' : ` ${stringifyJson(value)}`}`;

check(
  {
    id: 'status/malformed-report-is-refused',
    title: 'A status report that is no JSON is refused as malformed',
    requirements: ['STA-003'],
    needs: { verbs: ['assign'] },
  },
  (trial) =>
    property(
      trial,
      damage,
      async (by) => {
        const { malformed, meaningless } = trial.session.revision.traits.answers;
        const { client, workload } = await reporter(trial);
        const text = stringifyJson(statusReport(workload, 'installed'));
        const exchange = await client.api.reportStatus(workload.deploymentId, damaged(text, by));
        trial.judge('STA-003', about('a body that is no JSON', refusedWith(trial.answer(exchange), malformed)));
        const empty = await client.api.reportStatus(workload.deploymentId, new Uint8Array());
        trial.judge('STA-003', about('an empty body', refusedWith(trial.answer(empty), meaningless)));
      },
      { actions: 1 },
    ),
);

check(
  {
    id: 'status/meaningless-report-is-refused',
    title: 'A status report that breaks its schema is refused',
    requirements: ['STA-003'],
    needs: { verbs: ['assign'] },
  },
  (trial) => {
    const { traits } = trial.session.revision;
    return property(
      trial,
      statusFlaw(traits),
      async (flaw) => {
        const { client, workload } = await reporter(trial);
        const report = withFlaw(toJson(statusReport(workload, 'installed')), flaw);
        const exchange = await client.api.reportStatus(workload.deploymentId, jsonBytes(report));
        const refused = refusedWith(trial.answer(exchange), traits.answers.meaningless);
        trial.judge('STA-003', about(`a report ${described(flaw)}`, refused));
      },
      { weight: 2, actions: 1 },
    );
  },
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
    const { traits } = trial.session.revision;
    for (const flaw of trial.sample(flawOfEachKind(traits))) {
      const exchange = await client.api.reportStatus(workload.deploymentId, jsonBytes(withFlaw(report, flaw)));
      const refused = refusedWith(trial.answer(exchange), traits.answers.meaningless);
      trial.judge('STA-003', about(`a report ${described(flaw)}`, refused));
    }
    for (const body of ['[]', '"installed"', 'null', '1']) {
      const exchange = await client.api.reportStatus(workload.deploymentId, Buffer.from(body));
      const refused = refusedWith(trial.answer(exchange), traits.answers.meaningless);
      trial.judge('STA-003', about(`the body ${body}`, refused));
    }
  },
);

check(
  {
    id: 'status/tolerant-reading',
    title: 'A report that only a tolerant reader takes is either taken or refused as a wrong one is',
    requirements: ['STA-003'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    const { traits } = trial.session.revision;
    const report = statusReport(workload, 'installed');
    const departures = [
      ...tolerableFlaws(traits).map((flaw) => ({
        what: described(flaw),
        body: jsonBytes(withFlaw(toJson(report), flaw)),
      })),
      ...leniencyBodies(stringifyJson(report), 'status', 'sample'),
    ];
    const accepted: string[] = [];
    for (const { what, body } of departures) {
      const answer = trial.answer(await client.api.reportStatus(workload.deploymentId, body));
      trial.judge('STA-003', about(`a report ${what}`, acceptsOr(answer, traits.answers.meaningless)));
      if (answer.status < 300) accepted.push(what);
    }
    trial.judge('STA-003', about('a report after them', taken(trial, await send(trial, client, report))));
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
    const other = await client.assign(workload.deviceId, plainDeployment('2'));
    const last = statusReport(workload, 'installing');
    await acknowledged(trial, client, last);
    await shown(trial, client, workload, last);
    const before = await observed(trial, client, workload);
    const wrong = toJson(statusReport(workload, 'failed'));
    const bodies = trial
      .sample(flawOfEachKind(trial.session.revision.traits))
      .map((flaw) => jsonBytes(withFlaw(wrong, flaw)));
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
