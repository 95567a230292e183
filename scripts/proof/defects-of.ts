import type { RevisionId } from '../../simulator/protocol/revision.ts';
import { DEFAULT_REVISION } from '../../simulator/protocol/revisions.ts';
import type { Defect } from '../../simulator/was/defects/defect.ts';
import { DEFECTS } from '../../simulator/was/defects/index.ts';
import { concerns } from '../../simulator/was/defects/revisions.ts';

/** The faults that prove a revision; those that take a load to be seen are for fleets. */
export interface DefectsOf {
  /** Each has to be noticed here. */
  readonly own: readonly Defect[];
  /** The newest revision proves that they are noticed; here they may show that a check can fail. */
  readonly reserve: readonly Defect[];
}

export function defectsOf(revision: RevisionId): DefectsOf {
  const here = DEFECTS.filter((defect) => defect.needsLoad === undefined && concerns(defect, revision));
  if (revision === DEFAULT_REVISION) return { own: here, reserve: [] };
  const isNewest = (defect: Defect): boolean => concerns(defect, DEFAULT_REVISION);
  return { own: here.filter((defect) => !isNewest(defect)), reserve: here.filter(isNewest) };
}
