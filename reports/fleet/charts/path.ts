import { px } from '../../html/picture/shapes.ts';

export interface PlacedPoint {
  readonly x: number;
  readonly y: number;
  readonly from: number;
}

type Placed = readonly (PlacedPoint | null)[];

/** A line through the points, broken where there is none; a point alone is a short dash. */
export function linePath(points: Placed): string {
  return runs(points)
    .map((run) => {
      const [first] = run;
      if (run.length === 1 && first !== undefined) return `M${px(first.x - 2)} ${px(first.y)}h4`;
      return run.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('');
    })
    .join('');
}

/** Closed shapes between the points and what they stand on. */
export function areaPath(points: Placed): string {
  return runs(points)
    .map((run) => {
      const upper = run.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`);
      const lower = run.toReversed().map(({ x, from }) => `L${px(x)} ${px(from)}`);
      return `${upper.join('')}${lower.join('')}Z`;
    })
    .join('');
}

function runs(points: Placed): readonly (readonly PlacedPoint[])[] {
  const all: PlacedPoint[][] = [[]];
  for (const point of points) {
    if (point === null) all.push([]);
    else all.at(-1)?.push(point);
  }
  return all.filter((run) => run.length > 0);
}
