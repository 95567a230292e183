import type { JsonValue } from './json.ts';

/** Documents of the management interface, revision 1.0.0-rc.3. Extension members are `x-<name>-extensions`. */

export interface DeviceCapabilities {
  readonly properties: DeviceProperties;
  readonly labels?: Readonly<Record<string, LabelValue>>;
  readonly [extension: `x-${string}-extensions`]: JsonValue;
}

export type LabelValue = string | number | boolean | readonly string[] | readonly number[];

export interface DeviceProperties {
  readonly id: string;
  readonly vendor: string;
  readonly modelNumber: string;
  readonly serialNumber: string;
  readonly cpus?: readonly { readonly cores: number; readonly architecture?: CpuArchitecture }[];
  /** Binary units, `59 Gi`. */
  readonly memory?: string;
  readonly storage?: string;
  readonly peripherals?: readonly Peripheral[];
  readonly interfaces?: readonly { readonly type: InterfaceType }[];
  readonly otelCollector?: boolean;
  readonly supportedRuntimes?: readonly ContainerRuntime[];
  readonly supportedDeploymentTypes?: readonly DeploymentType[];
}

export interface Peripheral {
  readonly type: PeripheralType;
  readonly manufacturer?: string;
  readonly model?: string;
}

export const CPU_ARCHITECTURES = ['amd64', 'arm64', 'arm'] as const;
export const PERIPHERAL_TYPES = ['gpu', 'display', 'camera', 'microphone', 'speaker'] as const;
export const INTERFACE_TYPES = ['ethernet', 'wifi', 'cellular', 'bluetooth', 'usb', 'canbus', 'rs232'] as const;
export const CONTAINER_RUNTIMES = ['oci', 'custom'] as const;
export const DEPLOYMENT_TYPES = ['helm', 'compose', 'custom'] as const;
export const DEPLOYMENT_STATES = ['pending', 'installing', 'installed', 'failed', 'removing', 'removed'] as const;

export type CpuArchitecture = (typeof CPU_ARCHITECTURES)[number];
export type PeripheralType = (typeof PERIPHERAL_TYPES)[number];
export type InterfaceType = (typeof INTERFACE_TYPES)[number];
export type ContainerRuntime = (typeof CONTAINER_RUNTIMES)[number];
export type DeploymentType = (typeof DEPLOYMENT_TYPES)[number];
export type DeploymentState = (typeof DEPLOYMENT_STATES)[number];

export interface StateManifest {
  /** In [1, 2^64-1]. */
  readonly manifestVersion: bigint;
  readonly bundle: BundleReference | null;
  readonly deployments: readonly DeploymentReference[];
}

export interface BundleReference {
  readonly mediaType: string;
  readonly digest: string;
  readonly url: string;
  /** Advisory, in bytes. */
  readonly sizeBytes?: number | bigint;
}

export interface DeploymentReference {
  readonly deploymentId: string;
  readonly digest: string;
  readonly url: string;
  /** Advisory, in bytes. */
  readonly sizeBytes?: number | bigint;
}

export interface DeploymentStatus {
  readonly deploymentId: string;
  /** Required when a gateway reports for a child. */
  readonly deviceId?: string;
  readonly adoptedManifestVersion: bigint;
  readonly status: { readonly state: DeploymentState; readonly error?: StatusError };
  readonly components: readonly ComponentStatus[];
}

export interface ComponentStatus {
  readonly name: string;
  readonly state: DeploymentState;
  readonly error?: StatusError;
}

export interface StatusError {
  readonly code: string;
  readonly source: string;
  readonly message: string;
}

export interface ApplicationDeployment {
  readonly id: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    /** A device id; ending in `/*` where the gateway is to choose the child. */
    readonly deviceId: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly applicationId: string;
    readonly deploymentProfile: DeploymentProfile;
    readonly parameters?: Readonly<Record<string, Parameter>>;
    readonly [extension: `x-${string}-extensions`]: JsonValue;
  };
}

export interface DeploymentProfile {
  readonly type: DeploymentType;
  readonly components: readonly DeploymentComponent[];
  /** Carried unchanged from the application description. */
  readonly deviceConstraints?: JsonValue;
  readonly [extension: `x-${string}-extensions`]: JsonValue;
}

export interface DeploymentComponent {
  readonly name: string;
  readonly properties: {
    /** `oci://…` */
    readonly repository: string;
    /** SemVer without a leading `v`, build metadata after `_`. */
    readonly revision: string;
    /** Default true. */
    readonly wait?: boolean;
    /** `5m0s` */
    readonly timeout?: string;
  };
  readonly [extension: `x-${string}-extensions`]: JsonValue;
}

export interface Parameter {
  readonly value: JsonValue;
  readonly targets: readonly { readonly pointer: string; readonly components: readonly string[] }[];
}
