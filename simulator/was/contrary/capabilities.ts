import { isJsonObject, parseJson, stringifyJson } from '../../protocol/json.ts';
import type { DeviceStore } from '../storage/stores.ts';

/** Unknown extensions are lost, and members come back in the opposite order. */
export function forgetfulDevices(devices: DeviceStore): DeviceStore {
  return {
    ...devices,
    put: (client, deviceId, document) => {
      const parsed = parseJson(document);
      const kept = isJsonObject(parsed)
        ? Object.fromEntries(
            Object.entries(parsed)
              .filter(([name]) => !name.startsWith('x-'))
              .reverse(),
          )
        : parsed;
      devices.put(client, deviceId, stringifyJson(kept));
    },
  };
}
