import { parseJson } from '../../protocol/json.ts';
import { text } from '../storage/rows.ts';
import { properties } from './capability-documents.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { resourceOf } from './exchanges.ts';
import { ClientOrder, recording } from './records.ts';

const everywhere = 'SELECT client, device_id FROM device WHERE device_id = ?';

/** Whose device it is, where records are looked up by deviceId alone. */
const sharing = (): Fault =>
  recording(({ devices }, database) => {
    const select = database.prepare(everywhere);
    const ownerOf = (client: string, deviceId: string): string => {
      const row = select.get(deviceId);
      return row ? text(row, 'client') : client;
    };
    return {
      devices: {
        has: (client, id) => devices.has(ownerOf(client, id), id),
        put: (client, id, document) => devices.put(ownerOf(client, id), id, document),
        remove: (client, id) => devices.remove(ownerOf(client, id), id),
      },
    };
  });

export const DEVICE_SCOPE_DEFECTS: readonly Defect[] = [
  defect(
    'devices-shared-between-clients',
    ['GEN-009', 'GEN-008', 'GEN-007', 'CAP-006', 'USR-016'],
    'two clients that report one deviceId have one record',
    sharing(),
  ),
  defect(
    'foreign-device-deleted',
    ['GEN-008', 'CAP-007', 'USR-016'],
    'a client can delete the device of another',
    recording(({ devices }, database) => {
      const select = database.prepare(everywhere);
      return {
        devices: {
          remove: (client, id) => {
            const row = devices.has(client, id) ? undefined : select.get(id);
            return devices.remove(row ? text(row, 'client') : client, id);
          },
        },
      };
    }),
  ),
  defect(
    'gateway-of-another-client-suffices',
    ['GWY-004', 'GEN-008', 'GEN-009', 'USR-016'],
    "a child is accepted below another client's gateway",
    recording(({ devices }, database) => {
      const select = database.prepare(everywhere);
      return {
        devices: {
          has: (client, id) => devices.has(client, id) || (!id.includes('/') && select.get(id) !== undefined),
        },
      };
    }),
  ),
  defect(
    'report-copied-to-other-clients',
    ['GEN-008', 'GEN-009', 'USR-016'],
    'what a client reports of a deviceId replaces what others reported of it, too',
    perInstance(copying),
  ),
  defect(
    'second-client-updates-lost',
    ['CAP-006', 'USR-001'],
    'updates of every client but the first are lost',
    perInstance(secondClient),
  ),
  defect(
    'capabilities-lost-under-concurrency',
    ['CAP-006', 'USR-001', 'CAP-007'],
    'of two reports that are under way at once, one is lost',
    perInstance(lostUnderConcurrency),
  ),
  defect(
    'body-names-the-device',
    ['CAP-006', 'USR-001'],
    'the record is kept under the serial number instead of the deviceId',
    recording(({ devices }) => ({
      devices: {
        list: (client) =>
          devices.list(client).map((device) => {
            const serial = properties(parseJson(device.document))['serialNumber'];
            return typeof serial === 'string' ? { ...device, deviceId: serial } : device;
          }),
      },
    })),
  ),
];

function copying(): Fault {
  const reporters = new Map<string, Set<string>>();
  return recording(({ devices }) => ({
    devices: {
      put: (client, id, document) => {
        const clients = (reporters.get(id) ?? new Set()).add(client);
        reporters.set(id, clients);
        for (const reporter of clients)
          if (reporter === client || devices.has(reporter, id)) devices.put(reporter, id, document);
      },
    },
  }));
}

function secondClient(): Fault {
  const order = new ClientOrder();
  return recording(({ devices }) => ({
    devices: {
      put: (client, id, document) => {
        if (order.ordinal(client) === 1 || !devices.has(client, id)) devices.put(client, id, document);
      },
    },
  }));
}

/** Holds reports back for a moment, and loses one that comes while another is held. */
function lostUnderConcurrency(): Fault {
  let underWay = 0;
  return replacing((behaviour) => ({
    exchange: async (request, next) => {
      if (resourceOf(request) !== 'capabilities' || request.method !== 'PUT') return behaviour.exchange(request, next);
      underWay += 1;
      try {
        const alone = underWay === 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
        return alone ? await behaviour.exchange(request, next) : { status: 201, headers: {} };
      } finally {
        underWay -= 1;
      }
    },
  }));
}
