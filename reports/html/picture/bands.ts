import { TIMELINE_LANES, type TimelineLane } from '../../model.ts';
import type { Mark } from '../../timeline/condense.ts';

/** A row of the picture: what one actor of a lane did. */
export interface Band {
  readonly lane: TimelineLane;
  readonly actor: string;
  /** The first of its lane carries the name of the lane. */
  readonly isFirst: boolean;
  readonly marks: readonly Mark[];
}

/** Beyond these the rest of a lane shares a row. */
const MAX_ACTORS = 4;

/** Rows in the order of the lanes, and of first appearance within one; a lane that was watched in vain has an empty row. */
export function bandsOf(marks: readonly Mark[], watched: readonly TimelineLane[]): readonly Band[] {
  return TIMELINE_LANES.flatMap((lane) => {
    const own = marks.filter((mark) => mark.lane === lane);
    if (own.length === 0) return watched.includes(lane) ? [{ lane, actor: '', isFirst: true, marks: [] }] : [];
    const actors = [...Map.groupBy(own, (mark) => mark.actor)];
    const rest = actors.slice(MAX_ACTORS);
    const rows = actors.slice(0, MAX_ACTORS);
    if (rest.length > 0)
      rows.push([`${rest.length} others`, own.filter((mark) => rest.some(([actor]) => actor === mark.actor))]);
    return rows.map(([actor, of], index) => ({ lane, actor, isFirst: index === 0, marks: of }));
  });
}
