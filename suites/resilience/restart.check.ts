import { randomUUID } from 'node:crypto';
import type { DeviceCapabilities } from '../../simulator/protocol/documents.ts';
import type { Exchange } from '../../simulator/protocol/exchange.ts';
import { type JsonValue, jsonBytes, toJson } from '../../simulator/protocol/json.ts';
import { giveBack } from '../capabilities/exchanges.ts';
import { judgeByStatus } from '../capabilities/usual-answer.ts';
import { whileCurrent } from '../desired-state/while-current.ts';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import { listed } from '../harness/desired-state.ts';
import { judgeSuccess } from '../harness/success.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { keptDevicesAre } from '../oracles/kept-capabilities.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';
import { agreesWith } from '../oracles/observation.ts';
import { statusIs } from '../oracles/status-code.ts';
import { keepsVersionLaw, listsExactly, listsSameDeployments } from '../oracles/survival.ts';
import { acknowledged, observed, reporter, send, shown, statusReport } from '../status/reporting.ts';

check(
  {
    id: 'resilience/restart-keeps-devices',
    title:
      'Acknowledged capabilities of several clients outlive a restart, a removal too, and a later report replaces them',
    requirements: ['USR-006', 'CAP-006'],
    needs: { verbs: ['restart', 'devices'] },
    exclusive: true,
  },
  async (trial) => {
    const clients = [await trial.client(), await trial.client()];
    const { traits } = trial.session.revision;
    const reported: {
      client: TrialClient;
      removed: readonly string[];
      kept: ReadonlyMap<string, DeviceCapabilities>;
    }[] = [];
    for (const client of clients) {
      const ids = new Set([client.device('device-1'), client.device('device-2')]);
      const kept = new Map([...ids].map((id) => [id, trial.sample(workloadHost(id))] as const));
      for (const capabilities of kept.values()) await client.report(capabilities);
      const removed = traits.removesDevices ? [client.device('device-3')] : [];
      for (const id of removed) {
        await client.report(trial.sample(workloadHost(id)));
        await giveBack(client, id);
      }
      reported.push({ client, removed, kept });
    }
    // What the WFM made of the reports is another check's subject: here it must only stay what it was.
    const before = await Promise.all(
      reported.map(({ client, kept }) => settledRecords(trial, client, [...kept.keys()])),
    );
    await trial.operator.restart();
    for (const [index, { client, removed, kept }] of reported.entries()) {
      const expected = new Map([...kept.keys(), ...removed].map((id) => [id, before[index]?.get(id)] as const));
      await trial.judgeEventually('USR-006', async () =>
        keptDevicesAre(await trial.operator.devices(client.client), expected),
      );
      for (const [id, document] of kept) {
        const again = trial.answer(await client.api.reportCapabilities(id, jsonBytes(document)), 'CAP-006');
        const told = { answer: again, due: 'updated', what: `a report of ${id} after the restart` } as const;
        await judgeByStatus(trial, client, 'CAP-006', told);
      }
    }
  },
);

/** What the control hook says of a client's devices, once it knows those that were reported. */
async function settledRecords(
  trial: Trial,
  client: TrialClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JsonValue>> {
  // A client that is one device was known before it reported: then an earlier record may still be shown.
  if (trial.session.revision.traits.devicesOfClient === 'one') await trial.quiet();
  let records: ReadonlyMap<string, JsonValue> = new Map();
  const settled = await eventually(trial.session.target.timeouts.settle, async () => {
    const devices = await trial.operator.devices(client.client);
    records = new Map(
      devices.map(({ deviceId, properties, labels }) => [deviceId, toJson({ properties, ...(labels && { labels }) })]),
    );
    return judgeThat(
      ids.every((id) => records.has(id)),
      'each reported device',
      [...records.keys()].join(', '),
    );
  });
  if (!settled.ok) throw new NotEvaluated(`before the restart the control hook knew only ${settled.received}`);
  return records;
}

/** Every deployment of a manifest, and its bundle. */
const artifactsOf = (client: TrialClient, { deployments, bundle }: ReceivedManifest): Promise<readonly Exchange[]> =>
  Promise.all([
    ...deployments.map(({ deploymentId, digest }) => client.api.fetchDeployment(deploymentId, digest)),
    client.api.fetchBundle(bundle?.digest ?? ''),
  ]);

check(
  {
    id: 'resilience/restart-keeps-desired-state',
    title:
      'The desired state, its version and its artifacts outlive a restart, and changes after it get higher versions',
    requirements: ['USR-006', 'DSM-001', 'DSM-007'],
    needs: { verbs: ['restart', 'assign', 'update', 'withdraw'], desiredState: 'manifest' },
    exclusive: true,
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    const second = await client.assign(workload.deviceId, plainDeployment('2'));
    const changed = await client.update(workload, plainDeployment('3'));
    const third = await client.assign(workload.deviceId, plainDeployment('4'));
    const { manifest: before } = await client.withdraw(second);
    await whileCurrent(client, before, async (current) => {
      for (const exchange of await artifactsOf(client, current))
        if (trial.answer(exchange).status !== 200)
          throw new NotEvaluated('an artifact could not be had before the restart');
    });
    await trial.operator.restart();
    const after = await client.manifest();
    trial.judge('DSM-007', keepsVersionLaw(before, after));
    const assigned = [workload.deploymentId, third.deploymentId];
    trial.judge('DSM-001', listsExactly(after, assigned));
    trial.judge('USR-006', listsSameDeployments(before, after));
    const served = await artifactsOf(client, after);
    // Where a further manifest has taken its place since, its artifacts may be gone (G-30).
    if ((await client.manifest()).version === after.version)
      for (const exchange of served) trial.judge('USR-006', statusIs(trial.answer(exchange, 'USR-006'), 200));
    const later = await client.update({ ...changed, manifest: after }, plainDeployment('5'));
    trial.judge('DSM-007', keepsVersionLaw(after, later.manifest));
    trial.judge('DSM-007', keepsVersionLaw(later.manifest, (await client.withdraw(third)).manifest));
  },
);

check(
  {
    id: 'resilience/restart-keeps-statuses',
    title: 'Acknowledged statuses outlive a restart, and the next report of the deployment is a later one',
    requirements: ['USR-006', 'STA-003'],
    needs: { verbs: ['restart', 'assign', 'observe'] },
    exclusive: true,
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    const second = await client.assign(workload.deviceId, plainDeployment('2'));
    const reports = [
      { assigned: workload, report: statusReport(workload, 'installed') },
      { assigned: second, report: statusReport(second, 'failed') },
    ];
    for (const { assigned, report } of reports) {
      await acknowledged(trial, client, statusReport(assigned, 'pending'));
      await acknowledged(trial, client, report);
      await shown(trial, client, assigned, report);
    }
    await trial.operator.restart();
    for (const { assigned, report } of reports) {
      await trial.judgeEventually('USR-006', async () => agreesWith(await observed(trial, client, assigned), report));
      const next = await send(trial, client, statusReport(assigned, 'installing'), 'STA-003');
      judgeSuccess(trial, 'STA-003', { answer: next, kind: 'statusUpdated', what: 'a report after the restart' });
    }
  },
);

check(
  {
    id: 'resilience/restart-keeps-accepted-clients',
    title: 'After a restart an accepted client is served and a retired one is still turned away',
    requirements: ['USR-006', 'WIP-012'],
    needs: { verbs: ['restart', 'retire'], desiredState: 'manifest' },
    exclusive: true,
  },
  async (trial) => {
    const accepted = await trial.client();
    const retired = await trial.client();
    await accepted.manifest();
    await retired.manifest();
    await retired.retire();
    const turnedAway = async () => {
      const { outcome } = await retired.api.readDesiredState();
      const refused = outcome.kind === 'failure' || (outcome.response.status >= 400 && outcome.response.status < 500);
      return judgeThat(refused, 'a refusal of the retired client', 'an answer as for an accepted one');
    };
    const before = await eventually(trial.session.target.timeouts.settle, turnedAway);
    if (!before.ok) throw new NotEvaluated('the retired client was served before the restart, too');
    await trial.operator.restart();
    trial.judge('USR-006', statusIs(trial.answer(await accepted.api.readDesiredState(), 'USR-006'), 200));
    trial.judge('WIP-012', await turnedAway());
    trial.judge('USR-006', statusIs(trial.answer(await accepted.api.readDesiredState(), 'USR-006'), 200));
  },
);

check(
  {
    id: 'resilience/restart-keeps-assignment-keys',
    title: 'An assignment that is repeated with its key after a restart gives the same deployment',
    requirements: ['USR-006', 'USR-008'],
    needs: { verbs: ['restart', 'assign'] },
    exclusive: true,
  },
  async (trial) => {
    const client = await trial.client();
    const device = client.device();
    await client.report(trial.sample(workloadHost(device)));
    // The WFM may remember keys of earlier runs.
    const key = randomUUID();
    const assign = () => trial.operator.assign(client.client, device, plainDeployment('1'), key);
    const first = await assign();
    const before = await client.desiredWhere(({ digests }) => digests.size === 1, 'a workload was assigned');
    await trial.operator.restart();
    const again = await assign();
    trial.judge('USR-008', judgeThat(again === first, `deploymentId ${first}`, `deploymentId ${again}`));
    trial.judge('USR-006', listsSameDeployments(listed(before), listed(await client.desired())));
  },
);
