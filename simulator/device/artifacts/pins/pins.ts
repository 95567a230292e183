import type { OciDigest } from '../../../oci/reference.ts';

/** What each revision stood for when this device first took it: a revision does not change, a tag can. */
export interface Pins {
  /** @throws DeviceError PINS_DAMAGED */
  get(revision: PinnedRevision): Promise<OciDigest | null>;
  /** Durable when it resolves. The first digest stays. @throws DeviceError PINS_DAMAGED */
  keep(revision: PinnedRevision, digest: OciDigest): Promise<void>;
}

export interface PinnedRevision {
  /** `oci://host[:port]/path` as deployments name it, not the mirror's. */
  readonly repository: string;
  readonly tag: string;
}

export const pinKey = ({ repository, tag }: PinnedRevision): string => `${repository}:${tag}`;

/** Pins that last as long as the process. */
export function memoryPins(): Pins {
  const pins = new Map<string, OciDigest>();
  return {
    get: async (revision) => pins.get(pinKey(revision)) ?? null,
    keep: async (revision, digest) => {
      if (!pins.has(pinKey(revision))) pins.set(pinKey(revision), digest);
    },
  };
}
