import type { LifeCycle, Stage } from '../life-cycles/life-cycle.ts';
import { sampleUs } from '../random/distribution.ts';
import type { Stream } from '../random/stream.ts';
import { choose, type WeightTable, weightTable } from '../random/weighted.ts';

/** Stages of a life cycle, prepared so that a million devices can go through them. */
export interface PreparedStage {
  readonly stage: Stage;
  /** Asks for nothing. */
  readonly isQuiet: boolean;
  readonly isOff: boolean;
  readonly boots: boolean;
  /** 0: as the device has it. */
  readonly pollEveryUs: number;
  readonly next: readonly number[];
  readonly weights: WeightTable;
}

export const prepared = ({ stages }: LifeCycle): readonly PreparedStage[] =>
  stages.map((stage) => ({
    stage,
    isQuiet: stage.does.power === 'off' || stage.does.silent === true,
    isOff: stage.does.power === 'off',
    boots: stage.does.boots === true,
    pollEveryUs: Math.round((stage.does.pollEveryMs ?? 0) * 1000),
    next: stage.next.map(({ value }) => value),
    weights: weightTable(stage.next.map(({ weight }) => weight)),
  }));

/** The shortest stage: going round in a circle takes time. */
const SHORTEST_US = 1000;

/** Which stage comes after one that is entered now: its index, -1 where none does. */
export const stageAfter = ({ next, weights }: PreparedStage, stream: Stream): number =>
  next[choose(weights, stream.next())] ?? -1;

/** When it comes, in microseconds: when the time of the present one is up, or with all others that enter it together. */
export function entryOf(next: PreparedStage, present: PreparedStage, now: number, stream: Stream): number {
  const { lasts } = present.stage;
  const end = lasts === null ? Number.POSITIVE_INFINITY : now + Math.max(SHORTEST_US, sampleUs(lasts, stream));
  const together = Math.round((next.stage.does.together ?? -1) * 1000);
  return together > now ? together : end;
}
