import type { ComponentKey, Runtime } from '../../../simulator/device/runtimes/runtime.ts';
import type { JsonObject } from '../../../simulator/protocol/json.ts';
import type { RunningComponent } from '../../oracles/running.ts';

/** Where the devices of one sequence deploy to, and what really runs there. Disposing of it leaves nothing behind. */
export interface Site extends AsyncDisposable {
  readonly kind: SiteKind;
  /** What kind of components it runs. */
  readonly type: 'helm' | 'compose';
  /** How long what was deployed may take until it shows as it is, in milliseconds. */
  readonly settleMs: number;
  /** Reference of an image that workloads can have here. */
  readonly image: string;
  /** What a device deploys onto; the same device gets the same, also after it was started anew. */
  runtimeFor(deviceId: string): Runtime;
  /** Values as a workload of this site gets to see them. */
  arrivesAs(values: JsonObject): JsonObject;
  /** Everything that runs for the devices of this site, read from the place itself and not from a device. */
  observe(): Promise<readonly RunningComponent[]>;
  /** Something that runs breaks down, and comes back as the place brings it back. */
  breakDown(deviceId: string, component: ComponentKey): Promise<void>;
}

export type SiteKind = 'memory' | 'kubernetes' | 'compose';
