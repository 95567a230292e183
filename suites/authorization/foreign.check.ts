import fc from 'fast-check';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { keptDevice, keptWhere } from '../capabilities/kept.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotApplicable } from '../harness/verdict.ts';
import { about, HOLDS, type Judgement, judgeThat } from '../oracles/judgement.ts';
import { type KeptDevice, sameRecord } from '../oracles/kept-capabilities.ts';
import { agreesWith, notAsReported, sameStatus } from '../oracles/observation.ts';
import { notProcessed } from '../oracles/refused-request.ts';
import { isAccepted } from '../oracles/status-code.ts';
import { acknowledged, observed, shown, statusReport } from '../status/reporting.ts';
import { capabilitiesDocument, capabilitiesRequest, knownClient, updating, worker } from './subjects.ts';
import { requireAccepted } from './twins.ts';

const needs = { caller: 'bearer-token' } as const;
const POSITION = { position: 'G-85' } as const;

check(
  {
    id: 'authorization/foreign-device-stays-as-it-is',
    title: "What a client reports of another client's device is refused, and changes nothing there",
    requirements: ['USR-016'],
    needs: { ...needs, verbs: ['devices'] },
  },
  async (trial) => {
    const owner = await knownClient(trial);
    const intruder = await knownClient(trial);
    const before = await keptDevice(trial, owner, owner.id);
    const own = updating(trial, intruder);
    for (const method of ['POST', 'PUT'] as const) {
      await requireAccepted(own);
      const body = jsonBytes(capabilitiesDocument(trial, owner.id, 'intruded'));
      const answer = trial.answer(
        await intruder.api.send(capabilitiesRequest(intruder, method, body, owner.id)),
        'USR-016',
      );
      await requireAccepted(own);
      const what = `${method} of capabilities of another client's device`;
      trial.judge('USR-016', about(what, notProcessed(answer)), POSITION);
    }
    const later = 'after the intrusion';
    await intruder.report(plainHost(intruder.id, later));
    const arrived = (record: KeptDevice | undefined): boolean => record?.properties['serialNumber'] === later;
    await keptWhere(trial, intruder, intruder.id, arrived, `serial number ${later}`);
    trial.judge('USR-016', sameRecord(before, await keptDevice(trial, owner, owner.id)), POSITION);
  },
);

check(
  {
    id: 'authorization/same-device-name-is-another-device',
    title: 'Where two clients report devices of one name, neither is shown as what the other says of its own',
    requirements: ['USR-016'],
    needs: { ...needs, verbs: ['devices'] },
  },
  async (trial) => {
    const [owner, other] = [await knownClient(trial), await knownClient(trial)];
    const name = `${owner.freshName}.shared`;
    const reported = await owner.api.reportCapabilities(name, jsonBytes(plainHost(name, 'of the owner')));
    if (!isAccepted(trial.answer(reported))) throw new NotApplicable('a client can report no device but its own');
    const before = await keptDevice(trial, owner, name);
    // Ids may be those of all clients: then the second is refused, and no less apart.
    const answer = trial.answer(await other.api.reportCapabilities(name, jsonBytes(plainHost(name, 'of another'))));
    const later = 'after the other report';
    await other.report(plainHost(other.id, later));
    const arrived = (record: KeptDevice | undefined): boolean => record?.properties['serialNumber'] === later;
    await keptWhere(trial, other, other.id, arrived, `serial number ${later}`);
    trial.judge('USR-016', sameRecord(before, await keptDevice(trial, owner, name)), POSITION);
    if (!isAccepted(answer)) return;
    const own = (await trial.operator.devices(other.client)).find(({ deviceId }) => deviceId === name);
    const serial = own?.properties['serialNumber'];
    trial.judge(
      'USR-016',
      judgeThat(serial !== 'of the owner', "no word of another client's device", String(serial)),
      POSITION,
    );
  },
);

/** How the WFM answers a report about a deployment that nobody has: where it takes that, taking another tells nothing. */
async function takesUnknown(trial: Trial, client: TrialClient): Promise<boolean> {
  const unknown = {
    deploymentId: trial.sample(fc.uuid({ version: 4 })),
    requested: plainDeployment('0'),
    adopted: undefined,
  };
  const report = { ...statusReport(unknown, 'installed'), deviceId: client.id };
  return isAccepted(trial.answer(await client.api.reportStatus(unknown.deploymentId, jsonBytes(report))));
}

check(
  {
    id: 'authorization/foreign-deployment-stays-as-it-is',
    title: "What a client reports of another client's deployment is refused, and changes nothing there",
    requirements: ['USR-016'],
    needs: { ...needs, verbs: ['assign', 'observe'] },
  },
  async (trial) => {
    const owner = await worker(trial);
    const intruder = await worker(trial);
    const report = statusReport(owner.workload, 'installing');
    await acknowledged(trial, owner.client, { ...report, deviceId: owner.client.id });
    await shown(trial, owner.client, owner.workload, report);
    const before = await observed(trial, owner.client, owner.workload);
    const taken = await takesUnknown(trial, intruder.client);
    const foreign = statusReport(owner.workload, 'failed');
    for (const deviceId of [owner.client.id, intruder.client.id]) {
      const own = { ...statusReport(intruder.workload, 'installed'), deviceId: intruder.client.id };
      await acknowledged(trial, intruder.client, own);
      const { deploymentId } = owner.workload;
      const answer = trial.answer(
        await intruder.client.api.reportStatus(deploymentId, jsonBytes({ ...foreign, deviceId })),
        'USR-016',
      );
      await acknowledged(trial, intruder.client, own);
      const what = `a report of ${deviceId === owner.client.id ? "another client's" : 'the own'} device about another client's deployment`;
      trial.judge('USR-016', taken ? HOLDS : about(what, notProcessed(answer)), POSITION);
    }
    await shown(trial, intruder.client, intruder.workload, statusReport(intruder.workload, 'installed'));
    const now = await observed(trial, owner.client, owner.workload);
    trial.judge('USR-016', sameStatus(before, now), POSITION);
    trial.judge('USR-016', notAsReported(now, foreign), POSITION);
  },
);

const CLIENTS = 3;

check(
  {
    id: 'authorization/records-of-clients-are-apart',
    title: 'The devices and deployments that the WFM shows for a client are its own, whatever others report',
    requirements: ['USR-016'],
    needs: { ...needs, verbs: ['assign', 'devices', 'observe'] },
  },
  async (trial) => {
    const workers = await Promise.all(Array.from({ length: CLIENTS }, () => worker(trial)));
    const states = ['installed', 'failed', 'installing'] as const;
    await Promise.all(
      workers.map(async ({ client, workload }, index) => {
        await client.report(plainHost(client.id, `mark ${index}`));
        const report = { ...statusReport(workload, states[index] ?? 'pending'), deviceId: client.id };
        await acknowledged(trial, client, report);
      }),
    );
    for (const [index, { client, workload }] of workers.entries()) {
      await trial.judgeEventually(
        'USR-016',
        async () => ownDevicesOnly(await trial.operator.devices(client.client), client.id, `mark ${index}`),
        POSITION,
      );
      const report = statusReport(workload, states[index] ?? 'pending');
      await trial.judgeEventually(
        'USR-016',
        async () => agreesWith(await observed(trial, client, workload), report),
        POSITION,
      );
    }
  },
);

function ownDevicesOnly(devices: readonly KeptDevice[], own: string, mark: string): Judgement {
  const found = devices.map(({ deviceId, properties }) => `${deviceId} (${String(properties['serialNumber'])})`);
  return judgeThat(
    found.join() === `${own} (${mark})`,
    `the device ${own} (${mark}) alone`,
    found.join(', ') || 'none',
  );
}
