import { isJsonObject, type JsonObject } from '../../../simulator/protocol/json.ts';
import { broken, type Judgement } from '../judgement.ts';
import { readYaml } from '../yaml-document.ts';

/** An ApplicationDeployment as it came: one YAML document that is a mapping, or what is wrong with it (DSA-001). */
export function readDeployment(bytes: Uint8Array): { readonly document: JsonObject } | { readonly wrong: Judgement } {
  const read = readYaml(bytes);
  if ('wrong' in read) return read;
  if (isJsonObject(read.value)) return { document: read.value };
  return { wrong: broken('a YAML mapping', JSON.stringify(typeof read.value)) };
}
