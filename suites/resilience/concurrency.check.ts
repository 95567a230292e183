import type { Exchange } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { reportedAs } from '../capabilities/kept.ts';
import { judgeByStatus } from '../capabilities/usual-answer.ts';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { judgeScope, SCOPE } from '../harness/scope.ts';
import { judgeSuccess } from '../harness/success.ts';
import type { Trial } from '../harness/trial.ts';
import { type Judgement, judgeThat } from '../oracles/judgement.ts';
import { keptDevicesAre } from '../oracles/kept-capabilities.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';
import { agreesWith } from '../oracles/observation.ts';
import { statusIs } from '../oracles/status-code.ts';
import { keepsVersionLaw, listsExactly } from '../oracles/survival.ts';
import { observed, send, statusReport, taken } from '../status/reporting.ts';

const CLIENTS: Readonly<Record<string, number>> = { quick: 10, standard: 20, thorough: 40 };

/** One client's way in three stages, each of which all clients go at once; at the end everything is its own and nobody else's. */
async function prepare(trial: Trial, index: number): Promise<() => Promise<() => Promise<void>>> {
  const device = `device-${index}`;
  // Before anything is waited for: the seed gives the same to each, whoever is first.
  const capabilities = trial.sample(workloadHost(device));
  const client = await trial.client();
  await client.report(capabilities);
  const workload = await client.assign(device, plainDeployment(`client ${index}`));
  const { deploymentId, manifest } = workload;
  const digest = manifest.deployments[0]?.digest ?? '';
  const { traits } = trial.session.revision;
  const report = statusReport(workload, index % 3 === 0 ? 'failed' : 'installed');
  const verify = async (): Promise<void> => {
    judgeScope(trial, 'GEN-008', listsNothingBut(await client.manifest(), deploymentId));
    const devices = () => trial.operator.devices(client.client);
    const strange = (await devices()).filter(({ deviceId }) => deviceId !== device).map(({ deviceId }) => deviceId);
    judgeScope(trial, 'GEN-008', judgeThat(strange.length === 0, `no device but ${device}`, strange.join(', ')));
    // How faithful the records are is what the users ask for.
    if (trial.warnings.length > 0) return;
    await trial.judgeEventually('USR-002', async () => agreesWith(await observed(trial, client, workload), report));
    await trial.judgeEventually('USR-001', async () =>
      keptDevicesAre(await devices(), new Map([[device, reportedAs(trial, capabilities)]]), traits),
    );
  };
  return async () => {
    const [artifact, bundle, own, status] = await Promise.all([
      client.api.fetchDeployment(deploymentId, digest),
      client.api.fetchBundle(manifest.bundle?.digest ?? ''),
      client.manifest(),
      send(trial, client, report, 'GEN-001'),
    ]);
    judgeScope(trial, 'GEN-008', listsNothingBut(own, deploymentId));
    trial.judge('GEN-001', taken(trial, status));
    return async () => {
      // What is not to be had without a crowd either is another check's subject.
      if ((await statusOf(client.api.fetchDeployment(deploymentId, digest))) === 200)
        judgeScope(trial, 'GEN-008', statusIs(trial.answer(artifact), 200));
      if ((await statusOf(client.api.fetchBundle(manifest.bundle?.digest ?? ''))) === 200)
        judgeScope(trial, 'GEN-008', statusIs(trial.answer(bundle), 200));
      await verify();
    };
  };
}

/** An entry that stands there twice is no one else's. */
const listsNothingBut = (manifest: ReceivedManifest, deploymentId: string): Judgement => {
  const [first, ...others] = manifest.deployments.filter(
    (entry, index, all) => all.findIndex((other) => other.deploymentId === entry.deploymentId) === index,
  );
  return listsExactly({ ...manifest, deployments: first ? [first, ...others] : [] }, [deploymentId]);
};

const statusOf = async (exchange: Promise<Exchange>): Promise<number | undefined> => {
  const { outcome } = await exchange;
  return outcome.kind === 'response' ? outcome.response.status : undefined;
};

check(
  {
    id: 'resilience/many-clients-at-once',
    title: 'Many clients that go the whole way at the same time each end with what is their own',
    requirements: ['GEN-008', SCOPE, 'GEN-001', 'USR-001', 'USR-002'],
    needs: { verbs: ['assign', 'observe', 'devices'], desiredState: 'manifest' },
  },
  async (trial) => {
    const count = CLIENTS[trial.session.settings.effort] ?? 10;
    const clients = await Promise.all(Array.from({ length: count }, (_none, index) => prepare(trial, index)));
    const reported = await Promise.all(clients.map((exchangeAll) => exchangeAll()));
    for (const verify of reported) await verify();
  },
);

check(
  {
    id: 'resilience/repeated-requests-change-nothing',
    title: 'Requests that are repeated and interleaved leave one device, one deployment and the latest status',
    requirements: ['CAP-006', 'STA-003', 'DSM-007'],
    needs: { verbs: ['assign', 'devices'], desiredState: 'manifest' },
  },
  async (trial) => {
    const client = await trial.client();
    const capabilities = trial.sample(workloadHost('device-1'));
    await client.report(capabilities);
    const workload = await client.assign('device-1', plainDeployment('1'));
    const report = statusReport(workload, 'installed');
    await send(trial, client, report, 'STA-003');
    const body = jsonBytes(capabilities);
    for (let round = 0; round < 3; round++) {
      const [put, status, first, second] = await Promise.all([
        client.api.reportCapabilities('device-1', body),
        client.api.reportStatus(workload.deploymentId, jsonBytes(report)),
        client.manifest(),
        client.manifest(),
      ]);
      const told = { answer: trial.answer(put, 'CAP-006'), due: 'updated', what: 'a repeated report' } as const;
      await judgeByStatus(trial, client, 'CAP-006', told);
      const later = trial.answer(status, 'STA-003');
      judgeSuccess(trial, 'STA-003', { answer: later, kind: 'statusUpdated', what: 'a repeated report' });
      for (const manifest of [first, second]) trial.judge('DSM-007', keepsVersionLaw(workload.manifest, manifest));
    }
  },
);
