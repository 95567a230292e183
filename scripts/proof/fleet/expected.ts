import type { RevisionId } from '../../../simulator/protocol/revision.ts';

/** A fault of the reference WAS that shows only under load, and the checks of a fleet of which one has to fail. */
export interface Quarry {
  /** Null: the WAS as it is, of which nothing may be found. */
  readonly defect: string | null;
  readonly shownBy: readonly string[];
  /** Which all devices speak, where the fault is not in the default one. */
  readonly revision?: RevisionId;
}

const underLoad = (...requirements: readonly string[]): readonly string[] =>
  requirements.map((requirement) => `fleet/under-load/${requirement}`);

const objective = (...texts: readonly string[]): readonly string[] => texts.map((text) => `fleet/objective/${text}`);

const SLOW = 'poll.p99<1s';
const FAILING = 'errors<1%';
const NEVER_DONE = 'unadopted<20%';

export const QUARRIES: readonly Quarry[] = [
  { defect: null, shownBy: [] },
  { defect: 'polls-share-a-buffer', shownBy: underLoad('GEN-008') },
  { defect: 'cache-misses-mixed-up', shownBy: underLoad('GEN-008') },
  { defect: 'entity-tags-mixed-up', shownBy: underLoad('DSM-006', 'DSM-017') },
  { defect: 'changes-queue-for-the-cache', shownBy: [...underLoad('DSM-006'), ...objective(NEVER_DONE)] },
  { defect: 'version-repeated-after-a-race', shownBy: underLoad('DSM-007') },
  { defect: 'concurrent-assigns-share-an-id', shownBy: underLoad('WFL-007', 'USR-002') },
  { defect: 'assigned-to-a-neighbour-too', shownBy: underLoad('GEN-008') },
  { defect: 'status-batch-keeps-the-last', shownBy: underLoad('STA-003', 'USR-002') },
  { defect: 'concurrent-reports-swapped', shownBy: underLoad('USR-001') },
  { defect: 'artifacts-share-the-output', shownBy: underLoad('DSA-001') },
  { defect: 'connection-cut-in-a-crowd', shownBy: objective(FAILING) },
  { defect: 'overload-is-a-plain-500', shownBy: underLoad('ERR-001', 'RTY-002') },
  { defect: 'crowd-limited-without-retry-after', shownBy: underLoad('RTY-001') },
  { defect: 'connections-forgotten', shownBy: objective(FAILING, SLOW) },
  { defect: 'slower-with-every-client', shownBy: objective(SLOW) },
  { defect: 'slower-with-every-crowd', shownBy: objective(SLOW) },
  { defect: 'clients-onboarded-at-once-share-an-id', shownBy: underLoad('ONB-013'), revision: '1.0.0-rc.2' },
];
