import { type Defect, defect, type Fault } from '../defect.ts';

/** A row of a table of faults that show only while a WAS serves several at once; `hidden` is why one client alone does not see it. */
export const loadDefect = (
  id: string,
  requirements: readonly string[],
  description: string,
  hidden: string,
  apply: Fault,
): Defect => ({ ...defect(id, requirements, description, apply), needsLoad: hidden });
