import type { DeviceCapabilities } from '../../simulator/protocol/documents.ts';
import { hostCapabilities, plainHost } from '../harness/arbitraries/capabilities.ts';
import { deviceOperations } from '../harness/arbitraries/device-operations.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import { property } from '../harness/property.ts';
import { judgeSuccess } from '../harness/success.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { type DeviceStanding, lawfulAnswer, standingAfter, statusesOf } from '../oracles/device-law.ts';
import { about } from '../oracles/judgement.ts';
import { problemNames } from '../oracles/problem-condition.ts';
import { accepts, statusIs } from '../oracles/status-code.ts';
import { successes } from '../oracles/successes.ts';
import { ownDevice, put, remove } from './exchanges.ts';
import { fullReport } from './full-report.ts';
import { judgeByStatus } from './usual-answer.ts';

/** Only here a status of success is judged; in the other checks a report that is taken is a step on the way. */

async function create(trial: Trial, client: TrialClient, document: DeviceCapabilities): Promise<void> {
  const { id } = document.properties;
  const answer = await put(trial, client, id, document);
  judgeSuccess(trial, 'CAP-006', { answer, kind: 'deviceCreated', what: `first report of ${id}` });
}

async function update(trial: Trial, client: TrialClient, document: DeviceCapabilities): Promise<void> {
  const { id } = document.properties;
  const answer = await put(trial, client, id, document);
  judgeSuccess(trial, 'CAP-006', { answer, kind: 'deviceUpdated', what: `another report of ${id}` });
}

async function discard(trial: Trial, client: TrialClient, deviceId: string): Promise<void> {
  const answer = await remove(trial, client, deviceId);
  judgeSuccess(trial, 'CAP-007', { answer, kind: 'deviceRemoved', what: `removal of ${deviceId}` });
}

check(
  {
    id: 'capabilities/report-creates-then-updates',
    title: 'The first report of a device is answered as a new one, each further one as an update',
    requirements: ['CAP-006'],
  },
  async (trial) => {
    const client = await trial.client();
    for (const name of ['first', 'second', 'third']) {
      const report = hostCapabilities(ownDevice(client, name));
      await create(trial, client, trial.sample(report));
      await update(trial, client, trial.sample(report));
    }
    await update(trial, client, trial.sample(hostCapabilities(ownDevice(client, 'first'))));
  },
);

check(
  {
    id: 'capabilities/same-report-again',
    title: 'A report that repeats the last one word for word is answered as an update',
    requirements: ['CAP-006'],
  },
  async (trial) => {
    const client = await trial.client();
    const { traits } = trial.session.revision;
    const report = fullReport(ownDevice(client), traits);
    const { id } = report.properties;
    await client.report(plainHost(id));
    const { status } = await put(trial, client, id, report);
    if (!successes(traits.answers, 'deviceUpdated').includes(status))
      throw new NotEvaluated(`an update of ${id} was answered with ${status}`);
    for (const _time of ['repeated', 'repeated again']) await update(trial, client, report);
  },
);

check(
  {
    id: 'capabilities/removed-then-reported-again',
    title: 'Removing a device succeeds, removing it again is answered with 404, and it can be reported anew',
    requirements: ['CAP-007', 'CAP-006'],
    needs: { removal: true },
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    const report = plainHost(id);
    await client.report(report);
    await client.report(report);
    await discard(trial, client, id);
    trial.judge('CAP-007', about('removal of a removed device', statusIs(await remove(trial, client, id), 404)), {
      position: 'G-15',
    });
    const anew = {
      answer: await put(trial, client, id, report),
      due: 'created',
      what: 'report of a removed device',
    } as const;
    await discard(trial, client, id);
    await judgeByStatus(trial, client, 'CAP-006', anew, { position: 'G-15' });
  },
);

check(
  {
    id: 'capabilities/remove-unknown-device',
    title: 'Removing a device that was never reported is answered with 404, device-not-found',
    requirements: ['CAP-007', 'ERR-002'],
    needs: { removal: true },
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client, 'known');
    await client.report(plainHost(id));
    for (const unknown of [ownDevice(client, 'unknown'), `${id}1`, id.slice(0, -1)]) {
      const refused = await remove(trial, client, unknown);
      trial.judge('CAP-007', about(`removal of ${unknown}, never reported`, statusIs(refused, 404)));
      trial.judge('ERR-002', problemNames(refused, 'device-not-found'));
    }
    trial.judge('CAP-007', about(`removal of ${id}, reported`, accepts(await remove(trial, client, id))));
  },
);

check(
  {
    id: 'capabilities/codes-follow-what-was-reported',
    title: 'After any sequence of reports and removals, each answer follows from what the client did before',
    requirements: ['CAP-006', 'CAP-007'],
    needs: { removal: true },
  },
  (trial) =>
    property(trial, deviceOperations(1, ['a', 'b', 'a.b']), async (operations) => {
      const client = await trial.client();
      const standings = new Map<string, DeviceStanding>();
      for (const { kind, deviceId, edition } of operations) {
        const id = ownDevice(client, deviceId);
        const standing = standings.get(id) ?? 'never';
        const { due, requirement, position } = lawfulAnswer(kind, standing);
        const answer =
          kind === 'report'
            ? await put(trial, client, id, plainHost(id, String(edition)))
            : await remove(trial, client, id);
        const statuses = statusesOf(due, trial.session.revision.traits.answers);
        const judgement = about(`${kind} of a device that was ${standing}`, statusIs(answer, ...statuses));
        trial.judge(requirement, judgement, position === undefined ? {} : { position });
        standings.set(id, standingAfter(kind, standing));
      }
    }),
);
