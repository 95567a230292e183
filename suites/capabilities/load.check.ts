import { jsonBytes } from '../../simulator/protocol/json.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import { judgeScope, SCOPE } from '../harness/scope.ts';
import { about, judgeThat } from '../oracles/judgement.ts';
import { keptAsReported } from '../oracles/kept-capabilities.ts';
import { accepts, acceptsOr } from '../oracles/status-code.ts';
import { tellsNewDevices } from '../oracles/successes.ts';
import { ownDevice, put } from './exchanges.ts';
import { judgeKept, keptDevices, reportedAs } from './kept.ts';
import { judgeKnown } from './known.ts';

const DEVICES = 12;

check(
  {
    id: 'capabilities/parallel-reports-of-several-devices',
    title: 'Reports of different devices at the same time are all taken, and the devices all known afterwards',
    requirements: ['CAP-006', 'CAP-007'],
    needs: { severalDevices: true },
  },
  async (trial) => {
    const client = await trial.client();
    const reports = Array.from({ length: DEVICES }, (_, index) => plainHost(ownDevice(client, `p${index}`)));
    const answers = await Promise.all(reports.map((report) => put(trial, client, report.properties.id, report)));
    for (const answer of answers) trial.judge('CAP-006', about('one of parallel first reports', accepts(answer)));
    const ids = reports.map(({ properties }) => properties.id);
    await judgeKnown(trial, client, ids, 'which was reported beside others');
  },
);

check(
  {
    id: 'capabilities/parallel-reports-all-kept',
    title: 'Of reports that several clients make at the same time none is lost and none is another client’s',
    requirements: ['USR-001', 'GEN-009', SCOPE],
    needs: { severalDevices: true, verbs: ['devices'] },
  },
  async (trial) => {
    const clients = [await trial.client(), await trial.client(), await trial.client()];
    const [first] = clients;
    const shared = first ? ownDevice(first) : '';
    const reported = clients.map((client) => {
      const ids = [shared, ...Array.from({ length: 4 }, (_, index) => ownDevice(client, `p${index}`))];
      return { client, devices: new Map(ids.map((id) => [id, plainHost(id, `${client.id} ${id}`)])) };
    });
    await Promise.all(
      reported.flatMap(({ client, devices }) => Array.from(devices.values(), (device) => client.report(device))),
    );
    for (const { client, devices } of reported) {
      await judgeKept(trial, client, devices);
      const record = (await keptDevices(trial, client)).find(({ deviceId }) => deviceId === shared);
      const serialNumber = record?.properties['serialNumber'];
      judgeScope(
        trial,
        'GEN-009',
        judgeThat(
          typeof serialNumber !== 'string' ||
            !reported.some((one) => one.client !== client && serialNumber.startsWith(`${one.client.id} `)),
          'the record of the client that reported it',
          `that of another: serialNumber ${serialNumber}`,
        ),
      );
    }
  },
);

check(
  {
    id: 'capabilities/parallel-reports-of-one-device',
    title: 'Reports of one device at the same time leave it as one of them says',
    requirements: ['CAP-006', 'USR-001'],
    needs: { verbs: ['devices'] },
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    const reports = Array.from({ length: 6 }, (_, index) => ({
      ...plainHost(id, `SN ${index}`),
      labels: { 'waspect.example/edition': index },
    }));
    const answers = await Promise.all(reports.map((report) => put(trial, client, id, report)));
    // A WFM may keep several writers of one record apart by turning some of them away.
    for (const answer of answers) trial.judge('CAP-006', about('one of parallel reports', acceptsOr(answer, [409])));
    const conflicts = answers.filter(({ status }) => status === 409).length;
    trial.judge(
      'CAP-006',
      judgeThat(conflicts < answers.length, 'one of the parallel reports to be taken', 'each answered with 409'),
    );
    if (conflicts > 0) trial.observe(`of ${reports.length} parallel reports ${conflicts} were answered with 409`);
    const { answers: codes, labels } = trial.session.revision.traits;
    const created = answers.filter(({ status }) => codes.deviceCreated.includes(status)).length;
    if (created !== 1 && tellsNewDevices(codes))
      trial.observe(`of ${reports.length} parallel first reports ${created} were answered as that of a new device`);
    await trial.judgeEventually('USR-001', async () => {
      const kept = (await keptDevices(trial, client)).find(({ deviceId }) => deviceId === id);
      const judgements = reports.map((report) => keptAsReported(kept, reportedAs(trial, report), { labels }));
      const [closest] = judgements;
      return judgements.find(({ ok }) => ok) ?? closest ?? judgeThat(false, 'one of the reports', 'none');
    });
    const last = plainHost(id, 'last');
    await client.report(last);
    await judgeKept(trial, client, new Map([[id, last]]));
  },
);

check(
  {
    id: 'capabilities/large-report',
    title: 'A report with two hundred labels is taken and kept whole, or refused as too large',
    requirements: ['CAP-006', 'USR-001'],
    needs: { verbs: ['devices'], labels: true },
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    const labels = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`waspect.example/label-${index}`, `value ${index} ${'x'.repeat(60)}`]),
    );
    const report = { ...plainHost(id), labels };
    const answer = await put(trial, client, id, report);
    trial.judge('CAP-006', about('a report with 200 labels', acceptsOr(answer, [413])));
    if (answer.status === 413)
      return trial.observe(`a report of ${jsonBytes(report).length} bytes is refused with 413`);
    await judgeKept(trial, client, new Map([[id, report]]));
  },
);
