import { readFile } from 'node:fs/promises';
import { isJsonObject, parseJson, stringifyJson } from '../../protocol/json.ts';
import { DeviceError } from '../device-error.ts';
import { replaceFile } from '../durable-files.ts';

/**
 * The bundle that was kept for this trust domain; undefined where there is none. No limit of age applies (TRB-021).
 * @throws DeviceError TRUST_CACHE_CORRUPT, TRUST_CACHE_UNREADABLE
 */
export async function loadBundle(path: string, trustDomain: string): Promise<Uint8Array | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new DeviceError('TRUST_CACHE_UNREADABLE', `${path} cannot be read: ${String(cause)}`, { cause });
  }
  const kept = parsed(text, path);
  if (!isJsonObject(kept) || typeof kept['bundle'] !== 'string') throw corrupt(path);
  return kept['trustDomain'] === trustDomain ? Buffer.from(kept['bundle']) : undefined;
}

/** @throws the system's error where the file cannot be written */
export async function saveBundle(path: string, trustDomain: string, bundle: Uint8Array): Promise<void> {
  await replaceFile(path, stringifyJson({ trustDomain, bundle: Buffer.from(bundle).toString('utf8') }));
}

function parsed(text: string, path: string): ReturnType<typeof parseJson> {
  try {
    return parseJson(text);
  } catch (cause) {
    throw corrupt(path, cause);
  }
}

const corrupt = (path: string, cause?: unknown): DeviceError =>
  new DeviceError('TRUST_CACHE_CORRUPT', `${path} is damaged; delete it and the bundle is fetched again`, { cause });
