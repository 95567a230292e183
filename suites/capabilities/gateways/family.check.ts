import { plainGateway, plainHost } from '../../harness/arbitraries/capabilities.ts';
import { deviceOperations } from '../../harness/arbitraries/device-operations.ts';
import { check } from '../../harness/check.ts';
import { property } from '../../harness/property.ts';
import { type DeviceStanding, standingAfter } from '../../oracles/device-law.ts';
import { familyAnswer, hasFamily } from '../../oracles/gateway-law.ts';
import { ownDevice, put, remove } from '../exchanges.ts';
import { judgeByStatus } from '../usual-answer.ts';

const FAMILY = ['gw', 'gw/a', 'gw/ab', 'gw/a/b', 'gw2', 'gw2/a'] as const;

check(
  {
    id: 'capabilities/family-follows-what-was-reported',
    title: 'After any sequence of reports and removals in two families, each answer follows from what is known by then',
    requirements: ['GWY-004', 'CAP-006', 'CAP-007'],
    needs: { feature: 'gateways' },
  },
  (trial) =>
    property(trial, deviceOperations(1, FAMILY, 24), async (operations) => {
      const client = await trial.client();
      const standings = new Map<string, DeviceStanding>();
      for (const { kind, deviceId, edition } of operations) {
        const id = ownDevice(client, deviceId);
        if (kind === 'remove' && hasFamily(id, standings)) continue;
        const { due, requirement, position } = familyAnswer(kind, id, standings);
        const report = id.includes('/') ? plainHost(id, String(edition)) : plainGateway(id, String(edition));
        const answer =
          kind === 'report' ? await put(trial, client, id, report, requirement) : await remove(trial, client, id);
        const told = { answer, due, what: `${kind} of ${deviceId}` };
        // What a WFM makes of a device that was removed is the subject of the codes.
        if (position !== 'G-15')
          await judgeByStatus(trial, client, requirement, told, position === undefined ? {} : { position });
        if (answer.status < 400) standings.set(id, standingAfter(kind, standings.get(id) ?? 'never'));
      }
    }),
);
