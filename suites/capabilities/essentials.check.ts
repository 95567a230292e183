import { hostCapabilities, plainHost } from '../harness/arbitraries/capabilities.ts';
import { essentialLabels } from '../harness/arbitraries/labels.ts';
import { machineOfAnySize } from '../harness/arbitraries/machines.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { about } from '../oracles/judgement.ts';
import { statusIs } from '../oracles/status-code.ts';
import { judgeKept, ownDevice, put } from './exchanges.ts';

check(
  {
    id: 'capabilities/machines-of-every-size',
    title: 'Processors, memory, runtimes and interfaces are accepted and kept for machines of every size',
    requirements: ['USR-003'],
    needs: { verbs: ['devices'] },
  },
  (trial) =>
    property(trial, machineOfAnySize('placeholder'), async ({ properties, labels }) => {
      const client = await trial.client();
      const id = ownDevice(client);
      const report = { properties: { ...properties, id }, ...(labels && { labels }) };
      const answer = await put(trial, client, id, report, 'USR-003');
      trial.judge('USR-003', about('report of a machine', statusIs(answer, 200, 201)));
      await judgeKept(trial, client, new Map([[id, report]]), 'USR-003');
    }),
);

check(
  {
    id: 'capabilities/rack-of-processors',
    title: 'A large machine with many processors of several kinds is kept entry by entry, in order',
    requirements: ['USR-003'],
    needs: { verbs: ['devices'] },
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    const cpus = [
      { cores: 128, architecture: 'amd64' },
      { cores: 128, architecture: 'amd64' },
      { cores: 8, architecture: 'arm64' },
      { cores: 1, architecture: 'arm' },
      { cores: 8, architecture: 'arm64' },
    ];
    const { properties } = plainHost(id);
    const report = { properties: { ...properties, cpus, memory: '4096 Gi', storage: '2 Pi' } };
    const answer = await put(trial, client, id, report, 'USR-003');
    trial.judge('USR-003', about('report of a large machine', statusIs(answer, 200, 201)));
    await judgeKept(trial, client, new Map([[id, report]]), 'USR-003');
  },
);

check(
  {
    id: 'capabilities/essentials-survive-as-labels',
    title: 'Language runtimes, security standards, connectivity, update interval and domain survive as labels',
    requirements: ['USR-004'],
    needs: { verbs: ['devices'] },
  },
  (trial) =>
    property(trial, essentialLabels, async (labels) => {
      const client = await trial.client();
      const id = ownDevice(client);
      const report = { properties: trial.sample(hostCapabilities(id)).properties, labels };
      const answer = await put(trial, client, id, report, 'USR-004');
      trial.judge('USR-004', about('report with labels', statusIs(answer, 200, 201)));
      await judgeKept(trial, client, new Map([[id, report]]), 'USR-004');
      const changed = { ...report, labels: { ...labels, 'waspect.example/runtime.nodejs': '26.0' } };
      await put(trial, client, id, changed, 'USR-004');
      await judgeKept(trial, client, new Map([[id, changed]]), 'USR-004');
    }),
);
