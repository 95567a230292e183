import type { ComponentKey, Runtime, RuntimeComponent } from '../../../simulator/device/runtimes/runtime.ts';
import type { CarriedOut } from '../../oracles/install-order.ts';

/** One operation on a runtime, as it was asked for and how it went. */
export interface RuntimeCall extends CarriedOut {
  readonly deviceId: string;
  readonly outcome: 'done' | 'failed' | 'running';
  /** How it was asked to wait for the workload; absent for a removal. */
  readonly waiting?: Waiting;
}

export type Waiting = Pick<RuntimeComponent, 'wait' | 'timeoutMs'>;

/** Hears of each call twice: when it begins, and when it has ended. */
export type OnCall = (call: RuntimeCall) => void;

/** The same runtime, with every call told about; it stands below all that a device does with it. */
export function recordedRuntime(runtime: Runtime, deviceId: string, onCall: OnCall): Runtime {
  const tell = async <Result extends { readonly kind: 'done' | 'failed' }>(
    operation: RuntimeCall['operation'],
    { deploymentId, name }: ComponentKey,
    waiting: Waiting | undefined,
    work: () => Promise<Result>,
  ): Promise<Result> => {
    const begun = performance.now();
    const call = { deviceId, deploymentId, component: name, operation, begun, ...(waiting && { waiting }) };
    onCall({ ...call, ended: Number.POSITIVE_INFINITY, outcome: 'running' });
    const result = await work();
    onCall({ ...call, ended: performance.now(), outcome: result.kind });
    return result;
  };
  const put = (operation: 'install' | 'update') => (component: RuntimeComponent, signal: AbortSignal) =>
    tell(operation, component, component, () =>
      operation === 'install'
        ? runtime.installComponent(component, signal)
        : runtime.updateComponent(component, signal),
    );
  return {
    installComponent: put('install'),
    updateComponent: put('update'),
    removeComponent: (component, signal) =>
      tell('remove', component, undefined, () => runtime.removeComponent(component, signal)),
    list: () => runtime.list(),
  };
}
