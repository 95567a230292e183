import fc from 'fast-check';
import type { DeviceCapabilities } from '../../simulator/protocol/documents.ts';
import { hostCapabilities, plainHost } from '../harness/arbitraries/capabilities.ts';
import { deviceOperations } from '../harness/arbitraries/device-operations.ts';
import { tellingLabels } from '../harness/arbitraries/labels.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { judgeScope, SCOPE } from '../harness/scope.ts';
import { about } from '../oracles/judgement.ts';
import { keptDevicesAre } from '../oracles/kept-capabilities.ts';
import { giveBack, ownDevice, take } from './exchanges.ts';
import { judgeKept, keptDevices } from './kept.ts';

/** A host whose labels have every type; its id is set when the client is known. */
const labelledHost: fc.Arbitrary<DeviceCapabilities> = fc
  .tuple(hostCapabilities('placeholder'), fc.option(tellingLabels, { freq: 5, nil: undefined }))
  .map(([{ properties }, labels]) => (labels === undefined ? { properties } : { properties, labels }));

const named = (document: DeviceCapabilities, id: string): DeviceCapabilities => ({
  ...document,
  properties: { ...document.properties, id },
});

check(
  {
    id: 'capabilities/report-round-trip',
    title: 'A report of a host, with labels of every type, is accepted and kept as equal JSON values',
    requirements: ['CAP-006', 'USR-001'],
    needs: { verbs: ['devices'] },
  },
  (trial) =>
    property(
      trial,
      labelledHost,
      async (document) => {
        const client = await trial.client();
        const report = named(document, ownDevice(client));
        await take(trial, client, report);
        await judgeKept(trial, client, new Map([[report.properties.id, report]]));
      },
      { weight: 2 },
    ),
);

check(
  {
    id: 'capabilities/update-replaces-the-whole-report',
    title: 'What an update leaves out or changes is no longer kept, whatever the earlier reports said',
    requirements: ['USR-001'],
    needs: { verbs: ['devices'] },
  },
  (trial) =>
    property(trial, fc.tuple(labelledHost, labelledHost), async ([one, two]) => {
      const client = await trial.client();
      const id = ownDevice(client);
      const { properties } = plainHost(id);
      await client.report(named(one, id));
      await judgeKept(trial, client, new Map([[id, named(one, id)]]));
      for (const next of [named(two, id), { properties }, named(one, id)]) {
        await client.report(next);
        await judgeKept(trial, client, new Map([[id, next]]));
      }
    }),
);

check(
  {
    id: 'capabilities/devices-of-a-client-kept-apart',
    title: 'Several devices of one client are kept, replaced and removed independently',
    requirements: ['USR-001'],
    needs: { severalDevices: true, verbs: ['devices'], removal: true },
  },
  async (trial) => {
    const client = await trial.client();
    const kept = new Map<string, object | undefined>();
    for (const name of ['a', 'b', 'c', 'd']) {
      const report = named(trial.sample(labelledHost), ownDevice(client, name));
      await client.report(report);
      kept.set(report.properties.id, report);
    }
    await judgeKept(trial, client, kept);
    const changed = named(trial.sample(labelledHost), ownDevice(client, 'b'));
    await client.report(changed);
    await judgeKept(trial, client, kept.set(ownDevice(client, 'b'), changed));
    await giveBack(client, ownDevice(client, 'a'));
    await judgeKept(trial, client, kept.set(ownDevice(client, 'a'), undefined));
  },
);

check(
  {
    id: 'capabilities/kept-devices-follow-what-was-reported',
    title:
      'After any sequence of reports and removals by two clients, exactly the devices reported last are kept for each',
    requirements: ['USR-001', 'GEN-009', SCOPE],
    needs: { verbs: ['devices'], removal: true },
  },
  (trial) =>
    property(trial, deviceOperations(2, ['a', 'b', 'c'], 10), async (operations) => {
      const clients = [await trial.client(), await trial.client()] as const;
      const kept = clients.map(() => new Map<string, object | undefined>());
      for (const { client: index, kind, deviceId, edition } of operations) {
        const [client, devices] = [clients[index === 0 ? 0 : 1], kept[index]];
        // Half of the ids are the same for both clients.
        const id = ownDevice(deviceId === 'a' ? clients[0] : client, deviceId);
        const report = plainHost(id, String(edition));
        if (kind === 'report') await client.report(report);
        else await client.api.removeDevice(id);
        devices?.set(id, kind === 'report' ? report : undefined);
      }
      for (const [index, client] of clients.entries()) {
        const own = kept[index] ?? new Map();
        await judgeKept(trial, client, own);
        const foreign = Array.from(kept[1 - index]?.keys() ?? []).filter((id) => !own.has(id));
        const absent = new Map(foreign.map((id) => [id, undefined]));
        judgeScope(
          trial,
          'GEN-009',
          about('devices of another client', keptDevicesAre(await keptDevices(trial, client), absent)),
        );
      }
    }),
);
