import { readFile } from 'node:fs/promises';
import { isOciDigest, type OciDigest } from '../../../oci/reference.ts';
import { DeviceError } from '../../device-error.ts';
import { type DurableFiles, durableFiles, replaceFile } from '../../durable-files.ts';
import { type Pins, pinKey } from './pins.ts';

/**
 * Pins in a small JSON file, written as a whole or not at all. One device, one file. A damaged one is an error and no
 * fresh start: that would let every tag move once.
 */
export function filePins(path: string, files: DurableFiles = durableFiles): Pins {
  let work: Promise<unknown> = Promise.resolve();
  let loaded: Promise<Map<string, OciDigest>> | undefined;
  const pins = (): Promise<Map<string, OciDigest>> => {
    loaded ??= load(path);
    loaded.catch(() => {
      loaded = undefined;
    });
    return loaded;
  };
  return {
    get: async (revision) => (await pins()).get(pinKey(revision)) ?? null,
    keep: (revision, digest) => {
      const turn = work.then(async () => {
        const known = await pins();
        const key = pinKey(revision);
        if (known.has(key)) return;
        const next = new Map(known).set(key, digest);
        await replaceFile(path, `${JSON.stringify({ pins: Object.fromEntries(next) }, null, 2)}\n`, files);
        loaded = Promise.resolve(next);
      });
      work = turn.catch(() => undefined);
      return turn;
    },
  };
}

async function load(path: string): Promise<Map<string, OciDigest>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return new Map();
    throw damaged(path, cause);
  }
  try {
    const document: unknown = JSON.parse(text);
    const pins: unknown = typeof document === 'object' && document !== null && 'pins' in document && document.pins;
    if (typeof pins !== 'object' || pins === null) throw new TypeError('it has no pins');
    return new Map(
      Object.entries(pins).map(([key, digest]) => {
        if (!isOciDigest(digest)) throw new TypeError(`${key} has no digest`);
        return [key, digest];
      }),
    );
  } catch (cause) {
    throw damaged(path, cause);
  }
}

const damaged = (path: string, cause: unknown): DeviceError =>
  new DeviceError(
    'PINS_DAMAGED',
    `${path}, which says what each revision stood for, cannot be read (${cause instanceof Error ? cause.message : String(cause)}); restore it, or remove it to trust every tag anew`,
    { cause },
  );
