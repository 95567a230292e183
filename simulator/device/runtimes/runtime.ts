import type { DeploymentType } from '../../protocol/documents.ts';
import type { JsonValue } from '../../protocol/json.ts';

/** What a device deploys onto. Every operation may be repeated: after a crash the device does not know how far it came. */
export interface Runtime {
  installComponent(component: RuntimeComponent, signal: AbortSignal): Promise<ComponentResult>;
  /** The component is there in another version or with other values. */
  updateComponent(component: RuntimeComponent, signal: AbortSignal): Promise<ComponentResult>;
  /** Removing what is not there is done. */
  removeComponent(component: ComponentKey, signal: AbortSignal): Promise<ComponentResult>;
  list(): Promise<readonly ComponentKey[]>;
}

export interface ComponentKey {
  readonly deploymentId: string;
  readonly namespace: string;
  readonly name: string;
}

export interface RuntimeComponent extends ComponentKey {
  readonly type: DeploymentType;
  /** `oci://…` */
  readonly repository: string;
  readonly revision: string;
  /** Whether the result waits until the component really runs (DEP-012). */
  readonly wait: boolean;
  readonly timeoutMs: number;
  readonly values: readonly ComponentValue[];
}

/** A parameter as it reaches a component: a dotted path of Helm values, or a variable of Compose. */
export interface ComponentValue {
  readonly pointer: string;
  readonly value: JsonValue;
}

export type ComponentResult = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly failure: RuntimeFailure };

export interface RuntimeFailure {
  readonly code: string;
  readonly message: string;
}
