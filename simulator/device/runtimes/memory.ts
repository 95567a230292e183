import type { Clock } from '../time/clock.ts';
import type { ComponentKey, ComponentResult, Runtime, RuntimeComponent, RuntimeFailure } from './runtime.ts';

export type RuntimeOperation = 'install' | 'update' | 'remove';

/** How one operation goes: how long it takes, and whether it fails at the end. */
export interface Behaviour {
  readonly delayMs?: number;
  readonly failure?: RuntimeFailure;
}

/** Decides how an operation on a component goes; asked anew each time. */
export type Script = (operation: RuntimeOperation, component: ComponentKey) => Behaviour;

export interface MemoryRuntimeOptions {
  readonly clock: Clock;
  readonly script?: Script;
  /** What runs already; default nothing. */
  readonly running?: readonly RuntimeComponent[];
}

/** A runtime that deploys onto nothing: components are entries of a map, time passes on the given clock. */
export class MemoryRuntime implements Runtime {
  readonly #clock: Clock;
  readonly #script: Script;
  readonly #components = new Map<string, RuntimeComponent>();

  constructor({ clock, script = () => ({}), running = [] }: MemoryRuntimeOptions) {
    this.#clock = clock;
    this.#script = script;
    for (const component of running) this.#components.set(keyOf(component), component);
  }

  installComponent(component: RuntimeComponent, signal: AbortSignal): Promise<ComponentResult> {
    return this.#put('install', component, signal);
  }

  updateComponent(component: RuntimeComponent, signal: AbortSignal): Promise<ComponentResult> {
    return this.#put('update', component, signal);
  }

  removeComponent(component: ComponentKey, signal: AbortSignal): Promise<ComponentResult> {
    return this.#perform('remove', component, signal, () => this.#components.delete(keyOf(component)));
  }

  async list(): Promise<readonly ComponentKey[]> {
    return this.components();
  }

  /** What runs now, in the order of installation. */
  components(): readonly RuntimeComponent[] {
    return [...this.#components.values()];
  }

  #put(operation: RuntimeOperation, component: RuntimeComponent, signal: AbortSignal): Promise<ComponentResult> {
    return this.#perform(operation, component, signal, () => this.#components.set(keyOf(component), component));
  }

  async #perform(
    operation: RuntimeOperation,
    component: ComponentKey,
    signal: AbortSignal,
    effect: () => unknown,
  ): Promise<ComponentResult> {
    const { delayMs = 0, failure } = this.#script(operation, component);
    if (delayMs > 0) await this.#clock.sleep(delayMs, signal);
    if (signal.aborted) return { kind: 'failed', failure: { code: 'ABORTED', message: `${operation} was given up` } };
    if (failure) return { kind: 'failed', failure };
    effect();
    return { kind: 'done' };
  }
}

const keyOf = ({ deploymentId, name }: ComponentKey): string => `${deploymentId}/${name}`;
