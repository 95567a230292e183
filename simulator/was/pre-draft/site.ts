import type { Workshop } from '../desired-state/manifest.ts';
import type { Realm } from '../identity/peer.ts';
import type { PolicyKind } from '../identity/policy.ts';
import type { EnrolmentStore } from './enrolments.ts';

/** What the handlers of one endpoint work with. */
export interface PreDraftSite extends Workshop {
  readonly realm: Realm;
  readonly policy: PolicyKind;
  readonly enrolments: EnrolmentStore;
  readonly tokenSeconds: number;
  readonly repositoryTokenSeconds: number;
  /** Where a client reaches this endpoint: `https://host:port`. */
  readonly originFor: (host: string | undefined) => string;
}
