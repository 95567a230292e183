import type { DeviceProperties, LabelValue } from '../../protocol/documents.ts';

/** A kind of device, as a file under `fixtures/profiles` describes it. */
export interface Profile {
  readonly id: string;
  readonly title: string;
  readonly kind: ProfileKind;
  readonly domain: string;
  readonly model: string;
  readonly updateIntervalSeconds: number;
  readonly connectivity: Connectivity;
  readonly languageRuntimes?: readonly string[];
  readonly security: readonly string[];
  readonly properties?: Omit<DeviceProperties, 'id' | 'vendor' | 'modelNumber' | 'serialNumber'>;
  readonly labels?: Readonly<Record<string, LabelValue>>;
  readonly children?: readonly { readonly profile: string; readonly count: number }[];
}

export type ProfileKind = 'host' | 'partial-host' | 'custom-host' | 'gateway' | 'hosting-gateway' | 'opaque-gateway';

/** How a device is connected; the spans are averages. */
export interface Connectivity {
  readonly pattern: 'steady' | 'intermittent' | 'scheduled';
  readonly upSeconds?: number;
  readonly downSeconds?: number;
}

/** Profiles by their ids. */
export type ProfileSet = ReadonlyMap<string, Profile>;
