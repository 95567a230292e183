import { KubernetesRunError } from '../run-error.ts';

/** What a shard reads, by file name. */
export type InputFiles = ReadonlyMap<string, Uint8Array>;

/** Of all values in a Secret together; Kubernetes takes 1 MiB. */
const SECRET_BYTES = 960 * 1024;
/** Lists the others with their lengths and digests. */
export const INDEX = 'index.json';
/** A file is kept in numbered parts: `identities.0000`, `identities.0001`. */
const DIGITS = 4;
const NAME = /^[a-z0-9][a-z0-9.-]{0,99}$/;

const partName = (file: string, part: number): string => `${file}.${String(part).padStart(DIGITS, '0')}`;
export const PART: RegExp = new RegExp(`^(.+)\\.(\\d{${DIGITS}})$`);

/**
 * Splits files into the contents of as many Secrets as it takes, each filled as far as it goes.
 * @throws RangeError where a name cannot be a key
 */
export function intoSecrets(files: InputFiles): readonly InputFiles[] {
  const secrets: Map<string, Uint8Array>[] = [];
  let room = 0;
  for (const [name, bytes] of files) {
    if (!NAME.test(name)) throw new RangeError(`${name} cannot be a key of a Secret`);
    for (let part = 0, from = 0; part === 0 || from < bytes.length; part += 1) {
      if (room === 0) {
        secrets.push(new Map());
        room = SECRET_BYTES;
      }
      const piece = bytes.subarray(from, from + room);
      secrets.at(-1)?.set(partName(name, part), piece);
      from += piece.length;
      room -= piece.length;
    }
  }
  return secrets;
}

/** Of one fleet together: what the store behind a cluster's API is meant for ends far below its limit of some gigabytes. */
const MOST_BYTES = 256 * 1024 * 1024;

/** @throws KubernetesRunError FLEET_INPUTS_TOO_LARGE */
export function refuseTooLarge(shards: readonly InputFiles[]): void {
  const sizes = shards.flatMap((files) => [...files.values()].map(({ length }) => length));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > MOST_BYTES)
    throw new KubernetesRunError(
      'FLEET_INPUTS_TOO_LARGE',
      `plan and identities of all shards have ${Math.ceil(bytes / 2 ** 20)} MiB, a cluster's API takes ${MOST_BYTES / 2 ** 20} MiB; run fewer devices on this cluster`,
    );
}
