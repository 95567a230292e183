import type { DesiredDeployment } from './deployment-document.ts';
import type { ManifestMark } from './manifest-rules.ts';

/** Where a device learns what it is to run: a manifest of its WFM, or a repository. */
export interface DesiredStateSource {
  /**
   * What is wanted now. Everything new is held and verified; what was accepted before tells what is new.
   * @throws Setback where nothing usable was answered; DeviceError where the content is refused
   */
  read(known: KnownState, signal: AbortSignal): Promise<DesiredAnswer>;
  close(): Promise<void>;
}

export interface KnownState {
  readonly accepted: ManifestMark | null;
  readonly desired: readonly DesiredDeployment[];
  /** Of the devices that this client stands for, its own first. */
  readonly deviceIds: readonly [string, ...string[]];
}

export type DesiredAnswer =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'new'; readonly mark: ManifestMark; readonly deployments: readonly DesiredDeployment[] };
