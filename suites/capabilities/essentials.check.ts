import type { DeviceCapabilities } from '../../simulator/protocol/documents.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { essentialLabels } from '../harness/arbitraries/labels.ts';
import { machineOfAnySize } from '../harness/arbitraries/machines.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import { property } from '../harness/property.ts';
import type { Trial } from '../harness/trial.ts';
import { about } from '../oracles/judgement.ts';
import { keepsLabels, keepsProperties } from '../oracles/kept-capabilities.ts';
import { accepts } from '../oracles/status-code.ts';
import { ownDevice, put } from './exchanges.ts';
import { keptDevice, reportedAs } from './kept.ts';

const KEPT = { 'USR-003': keepsProperties, 'USR-004': keepsLabels } as const;

/** Judges that a report is accepted and that the part in question is kept. */
async function judgeEssentials(
  trial: Trial,
  client: TrialClient,
  report: DeviceCapabilities,
  requirement: keyof typeof KEPT,
): Promise<void> {
  const { id } = report.properties;
  const answer = await put(trial, client, id, report, requirement);
  trial.judge(requirement, about('the report', accepts(answer)));
  // Once something was refused or lost, to wait for more of it tells nothing new.
  if (trial.warnings.length > 0) return;
  await trial.judgeEventually(requirement, async () =>
    KEPT[requirement](await keptDevice(trial, client, id), reportedAs(trial, report)),
  );
}

check(
  {
    id: 'capabilities/machines-of-every-size',
    title: 'Processors, memory, runtimes and interfaces are accepted and kept for machines of every size',
    requirements: ['USR-003'],
    needs: { verbs: ['devices'] },
  },
  (trial) =>
    property(trial, machineOfAnySize('placeholder', trial.session.revision.traits), async (machine) => {
      const client = await trial.client();
      const properties = { ...machine.properties, id: ownDevice(client) };
      await judgeEssentials(trial, client, { ...machine, properties }, 'USR-003');
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
    const { properties } = plainHost(ownDevice(client));
    const cpus = [
      { cores: 128, architecture: 'amd64' },
      { cores: 128, architecture: 'amd64' },
      { cores: 8, architecture: 'arm64' },
      { cores: 1, architecture: 'arm' },
      { cores: 8, architecture: 'arm64' },
    ] as const;
    const report = { properties: { ...properties, cpus, memory: '4096 Gi', storage: '2 Pi' } };
    await judgeEssentials(trial, client, report, 'USR-003');
  },
);

check(
  {
    id: 'capabilities/essentials-survive-as-labels',
    title: 'Language runtimes, security standards, connectivity, update interval and domain survive as labels',
    requirements: ['USR-004'],
    needs: { verbs: ['devices'], labels: true },
  },
  (trial) =>
    property(trial, essentialLabels, async (labels) => {
      const client = await trial.client();
      await judgeEssentials(trial, client, { ...plainHost(ownDevice(client)), labels }, 'USR-004');
    }),
);
