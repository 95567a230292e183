import type { DeviceCapabilities } from '../../simulator/protocol/documents.ts';
import { hostCapabilities, plainHost } from '../harness/arbitraries/capabilities.ts';
import { deviceOperations } from '../harness/arbitraries/device-operations.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import { property } from '../harness/property.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { type DeviceStanding, lawfulAnswer, standingAfter } from '../oracles/device-law.ts';
import { about } from '../oracles/judgement.ts';
import { problemNames } from '../oracles/problem-condition.ts';
import { accepts, statusIs } from '../oracles/status-code.ts';
import { ownDevice, put, remove } from './exchanges.ts';
import { fullReport } from './full-report.ts';
import { judgeByStatus } from './usual-answer.ts';

/** Only here a status of success is judged; in the other checks a report that is taken is a step on the way. */

async function create(trial: Trial, client: TrialClient, document: DeviceCapabilities): Promise<void> {
  const { id } = document.properties;
  trial.judge('CAP-006', about(`first report of ${id}`, statusIs(await put(trial, client, id, document), 201)));
}

async function update(trial: Trial, client: TrialClient, document: DeviceCapabilities): Promise<void> {
  const { id } = document.properties;
  trial.judge('CAP-006', about(`another report of ${id}`, statusIs(await put(trial, client, id, document), 200)));
}

async function discard(trial: Trial, client: TrialClient, deviceId: string): Promise<void> {
  trial.judge('CAP-007', about(`removal of ${deviceId}`, statusIs(await remove(trial, client, deviceId), 204)));
}

check(
  {
    id: 'capabilities/report-creates-then-updates',
    title: 'The first report of a device is answered with 201, each further one with 200',
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
    title: 'A report that repeats the last one word for word is answered with 200',
    requirements: ['CAP-006'],
  },
  async (trial) => {
    const client = await trial.client();
    const report = fullReport(ownDevice(client));
    const { id } = report.properties;
    await client.report(plainHost(id));
    const { status } = await put(trial, client, id, report);
    if (status !== 200) throw new NotEvaluated(`an update of ${id} was answered with ${status}`);
    for (const _time of ['repeated', 'repeated again']) await update(trial, client, report);
  },
);

check(
  {
    id: 'capabilities/removed-then-reported-again',
    title: 'Removing a device is answered with 204, removing it again with 404, and it can be reported anew with 201',
    requirements: ['CAP-007', 'CAP-006'],
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
      due: 201,
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
  },
  (trial) =>
    property(trial, deviceOperations(1, ['a', 'b', 'a.b']), async (operations) => {
      const client = await trial.client();
      const standings = new Map<string, DeviceStanding>();
      for (const { kind, deviceId, edition } of operations) {
        const id = ownDevice(client, deviceId);
        const standing = standings.get(id) ?? 'never';
        const { status, requirement, position } = lawfulAnswer(kind, standing);
        const answer =
          kind === 'report'
            ? await put(trial, client, id, plainHost(id, String(edition)))
            : await remove(trial, client, id);
        const judgement = about(`${kind} of a device that was ${standing}`, statusIs(answer, status));
        trial.judge(requirement, judgement, position === undefined ? {} : { position });
        standings.set(id, standingAfter(kind, standing));
      }
    }),
);
