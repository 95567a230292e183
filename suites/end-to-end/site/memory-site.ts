import type { ArtifactSource } from '../../../simulator/device/artifacts/artifact-source.ts';
import type {
  ComponentKey,
  ComponentResult,
  ComponentValue,
  Runtime,
  RuntimeComponent,
} from '../../../simulator/device/runtimes/runtime.ts';
import { systemClock } from '../../../simulator/device/time/clock.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../simulator/protocol/json.ts';
import type { RunningComponent } from '../../oracles/running.ts';
import { behaviourOf } from './behaviour.ts';
import type { Site } from './site.ts';

/** A site that is a map: artifacts come through a device's real source, and what they become is written down. */
export class MemorySite implements Site {
  readonly kind = 'memory';
  readonly type = 'helm';
  readonly settleMs = 50;
  readonly image = 'localhost/waspect/workload:1';
  readonly #sourceFor: (deviceId: string) => ArtifactSource;
  readonly #runtimes = new Map<string, MapRuntime>();

  constructor(sourceFor: (deviceId: string) => ArtifactSource) {
    this.#sourceFor = sourceFor;
  }

  runtimeFor(deviceId: string): Runtime {
    const known = this.#runtimes.get(deviceId) ?? new MapRuntime(this.#sourceFor(deviceId));
    this.#runtimes.set(deviceId, known);
    return known;
  }

  arrivesAs(values: JsonObject): JsonObject {
    return values;
  }

  async observe(): Promise<readonly RunningComponent[]> {
    return [...this.#runtimes].flatMap(([deviceId, runtime]) =>
      runtime.components().map(({ deploymentId, name, repository, revision, values }) => ({
        deviceId,
        deploymentId,
        component: name,
        repository,
        revision,
        values: nested(values),
        ready: true,
      })),
    );
  }

  /** What is only written down does not break. */
  async breakDown(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    this.#runtimes.clear();
  }
}

class MapRuntime implements Runtime {
  readonly #source: ArtifactSource;
  readonly #components = new Map<string, RuntimeComponent>();

  constructor(source: ArtifactSource) {
    this.#source = source;
  }

  installComponent(component: RuntimeComponent, signal: AbortSignal): Promise<ComponentResult> {
    return this.#put(component, signal);
  }

  updateComponent(component: RuntimeComponent, signal: AbortSignal): Promise<ComponentResult> {
    return this.#put(component, signal);
  }

  async removeComponent(component: ComponentKey): Promise<ComponentResult> {
    this.#components.delete(keyOf(component));
    return { kind: 'done' };
  }

  async list(): Promise<readonly ComponentKey[]> {
    return this.components();
  }

  components(): readonly RuntimeComponent[] {
    return [...this.#components.values()];
  }

  async #put(component: RuntimeComponent, signal: AbortSignal): Promise<ComponentResult> {
    const { type, repository, revision } = component;
    if (type === 'custom') return failed('TYPE_UNSUPPORTED', 'nothing here runs custom components');
    const fetched = await this.#source.fetch({ type, repository, revision }, signal);
    if (fetched.kind === 'refused') return { kind: 'failed', failure: fetched.failure };
    const { fails, takesMs } = behaviourOf(repository);
    if (takesMs > 0) await systemClock.sleep(takesMs, signal);
    if (signal.aborted) return failed('ABORTED', 'it was given up');
    if (fails) return failed('WORKLOAD_FAILED', `${repository} does not come to run`);
    this.#components.set(keyOf(component), component);
    return { kind: 'done' };
  }
}

const keyOf = ({ deploymentId, name }: ComponentKey): string => `${deploymentId}/${name}`;

const failed = (code: string, message: string): ComponentResult => ({ kind: 'failed', failure: { code, message } });

/** The values of a chart, as the dotted pointers place them. */
function nested(values: readonly ComponentValue[]): JsonObject {
  let all: JsonObject = {};
  for (const { pointer, value } of values) all = placed(all, pointer.split('.'), value);
  return all;
}

function placed(holder: JsonObject, path: readonly string[], value: JsonValue): JsonObject {
  const [first = '', ...rest] = path;
  const below = holder[first];
  return { ...holder, [first]: rest.length === 0 ? value : placed(isJsonObject(below) ? below : {}, rest, value) };
}
