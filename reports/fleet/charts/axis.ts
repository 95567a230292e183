/** Where values lie along an edge of a chart, and which of them are named there. */
export interface Axis {
  /** In [0, 1], from the beginning of the edge; values beyond it stay at its end. */
  place(value: number): number;
  readonly ticks: readonly Tick[];
  /** What is along it. */
  readonly label: string;
}

export interface Tick {
  readonly value: number;
  readonly text: string;
}

type Words = (value: number) => string;

/** From 0 to a round number not below `most`. */
export function linearAxis(most: number, label: string, words: Words): Axis {
  const step = roundStep((most > 0 ? most : 1) / 4);
  const end = Math.max(1, Math.ceil(most / step - 1e-9)) * step;
  const count = Math.round(end / step);
  const ticks = Array.from({ length: count + 1 }, (_, index) => index * step);
  return { place: (value) => within(value / end), ticks: ticks.map((value) => ({ value, text: words(value) })), label };
}

/** By powers of ten from the one not above `least` to the one not below `most`; what is less is at its beginning. */
export function logAxis(least: number, most: number, label: string, words: Words): Axis {
  const from = Math.floor(Math.log10(Math.max(1, least)) + 1e-9);
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(1, most)) - 1e-9));
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
  return {
    place: (value) => (value <= 0 ? 0 : within((Math.log10(value) - from) / (to - from))),
    ticks: ticks.map((value) => ({ value, text: words(value) })),
    label,
  };
}

const TIME_STEPS_MS: readonly number[] = [
  ...[100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000],
  ...[0.5, 1, 2, 5, 10, 20, 30, 60, 120, 240, 360, 720, 1440].map((minutes) => minutes * 60_000),
];
const TIME_TICKS = 8;

/** The time of a run, in milliseconds from its start. */
export function timeAxis(endMs: number): Axis {
  const end = Math.max(1, endMs);
  const step = TIME_STEPS_MS.find((each) => end / each <= TIME_TICKS) ?? roundStep(end / TIME_TICKS);
  const ticks = Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
  const last = ticks.at(-1) ?? 0;
  return {
    place: (value) => within(value / end),
    ticks: ticks.map((value) => ({ value, text: clock(value, last) })),
    label: 'Time',
  };
}

/** The share of the values that are below, by how rare those above are: half, a tenth, a hundredth. */
export function percentileAxis(count: number): Axis {
  const nines = Math.min(6, Math.max(2, Math.ceil(Math.log10(Math.max(1, count)))));
  const percents = [0, 50, 90, 99, 99.9, 99.99, 99.999].filter(
    (percent) => -Math.log10(1 - percent / 100) <= nines - 0.5,
  );
  return {
    place: (percent) => within(-Math.log10(1 - Math.min(percent, 100 - 1e-9) / 100) / nines),
    ticks: percents.map((value) => ({ value, text: `${value} %` })),
    label: 'Share of the values that are no longer',
  };
}

/** Half a minute, a minute or an hour has its own unit; all of an axis have the same. */
export function clock(ms: number, last: number): string {
  if (last < 120_000) return `${Number((ms / 1000).toFixed(1))} s`;
  if (last < 7_200_000) return `${Number((ms / 60_000).toFixed(1))} min`;
  return `${Number((ms / 3_600_000).toFixed(2))} h`;
}

/** 1, 2, 2.5 or 5 times a power of ten, not below what is asked for. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
}

function within(share: number): number {
  return Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share));
}
