import type { Trophy } from './hunt.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** One line for a fault: whether it was found, after how long, in how long a command, and by what. */
export const lineOf = ({ defect, verdict, by, foundAfterMs, tookMs, isValid }: Trophy): string =>
  [
    (defect === null && verdict === 'found' ? 'sound' : verdict).padEnd(9),
    (defect ?? 'the WAS as it is').padEnd(38),
    (foundAfterMs === null ? '-' : seconds(foundAfterMs)).padStart(7),
    seconds(tookMs).padStart(7),
    `${by.map((id) => id.replace(/^fleet\//, '')).join(', ') || 'nothing'}${isValid ? '' : ' (the machine was too busy for latencies)'}`,
  ].join('  ');

/** Faults that were not found for what they are, and the sound WAS where it was blamed. */
export const openOf = (trophies: readonly Trophy[]): readonly string[] =>
  trophies.filter(({ verdict }) => verdict !== 'found').map(({ defect }) => defect ?? 'the WAS as it is');
