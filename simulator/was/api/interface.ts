import type { JsonObject } from '../../protocol/json.ts';
import type { RevisionId } from '../../protocol/revision.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Workshop } from '../desired-state/manifest.ts';
import type { ClientKey, Realm } from '../identity/peer.ts';
import type { PolicyKind } from '../identity/policy.ts';
import type { WasOptions } from '../options.ts';
import type { PkiMaterial } from '../pki-material.ts';
import type { Stores } from '../storage/stores.ts';
import type { Listener } from './listener.ts';

/** What every endpoint of a WAS has in common, whichever revision it speaks. */
export interface Site {
  readonly options: WasOptions;
  readonly pki: PkiMaterial;
  readonly realm: Realm;
  readonly host: string;
  readonly policy: PolicyKind;
  readonly log: (line: string) => void;
}

/** One endpoint of one revision. */
export interface EndpointSetup extends Site {
  readonly endpoint: string;
  readonly port: number;
  readonly workshop: Workshop;
}

/** How this WAS serves one revision of the interface; each is a row of `REVISIONS`. */
export interface RevisionInterface {
  readonly revision: RevisionId;
  /** Before the endpoint's name among the fixed ports: empty for the revision that has no prefix. */
  readonly portPrefix: string;
  /** The rules, in the mode that was asked for and without faults. */
  readonly behaviour: (options: WasOptions) => Behaviour;
  readonly open: (setup: EndpointSetup) => Promise<Listener>;
  /**
   * The key of a client that the operator names as this revision names its clients; undefined where it is named in
   * another way. Throws `ControlError`.
   */
  readonly clientKey: (client: JsonObject, stores: Stores) => ClientKey | undefined;
}
