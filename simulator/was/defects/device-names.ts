import { type Defect, defect } from './defect.ts';
import { answering, withStatus } from './exchanges.ts';
import { recording } from './records.ts';

/** What goes wrong where a deviceId is taken for something else than the name that it is. */
export const DEVICE_NAME_DEFECTS: readonly Defect[] = [
  defect(
    'device-ids-without-case',
    ['CAP-006', 'CAP-007', 'CAP-008', 'GWY-004', 'USR-001'],
    'deviceIds that differ only in case are one device',
    recording(({ devices }) => ({
      devices: {
        has: (client, id) => devices.has(client, id.toLowerCase()),
        put: (client, id, document) => devices.put(client, id.toLowerCase(), document),
        remove: (client, id) => devices.remove(client, id.toLowerCase()),
      },
    })),
  ),
  defect(
    'delete-by-prefix',
    ['CAP-007', 'USR-001'],
    'deleting a device deletes each whose id begins with its id',
    recording(({ devices }) => ({
      devices: {
        remove: (client, id) => {
          if (!devices.remove(client, id)) return false;
          for (const { deviceId } of devices.list(client))
            if (deviceId.startsWith(id)) devices.remove(client, deviceId);
          return true;
        },
      },
    })),
  ),
  defect(
    'encoded-slash-is-500',
    ['CAP-006'],
    'a deviceId whose slash is written %2F gets 500',
    answering({ resource: 'capabilities', when: ({ path }) => /%2f/i.test(path) }, withStatus(500)),
  ),
];
