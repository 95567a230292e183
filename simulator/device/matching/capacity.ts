import type { DeviceProperties } from '../../protocol/documents.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { bytesOf } from './quantity.ts';

/** What a device lacks of the capacity that is asked for; empty where all of it holds (MAT-003). */
export function capacityShortfalls(required: JsonValue | undefined, device: DeviceProperties): readonly string[] {
  if (!isJsonObject(required)) return [];
  const { cpu, memory, storage } = required;
  return [
    ...(isJsonObject(cpu) && !device.cpus?.some((entry) => cpuFits(cpu, entry)) ? ['cpu'] : []),
    ...(typeof memory === 'string' && !holds(device.memory, memory) ? ['memory'] : []),
    ...(typeof storage === 'string' && !holds(device.storage, storage) ? ['storage'] : []),
  ];
}

/** One entry has to satisfy cores and architecture; entries are never summed (CAP-012). */
function cpuFits(required: JsonObject, entry: { readonly cores: number; readonly architecture?: string }): boolean {
  const { cores, architectures } = required;
  const enough = typeof cores !== 'number' || entry.cores >= cores;
  const suits =
    !Array.isArray(architectures) || architectures.length === 0 || architectures.includes(entry.architecture ?? '');
  return enough && suits;
}

function holds(offered: string | undefined, required: string): boolean {
  const have = offered === undefined ? undefined : bytesOf(offered);
  const want = bytesOf(required);
  return have !== undefined && want !== undefined && have >= want;
}
