import type { Measure } from './objective.ts';

/** An amount of what is measured, for a person: `250 ms`, `0.12 %`, `98.5/s`, `3`. */
export function amount(kind: Measure['kind'], value: number): string {
  switch (kind) {
    case 'latency':
      return timeText(value);
    case 'errors':
    case 'unadopted':
      return `${digits(value * 100)} %`;
    case 'throughput':
      return `${digits(value)}/s`;
    case 'violations':
      return digits(value);
  }
}

/** Microseconds with three digits: `840 µs`, `12.4 ms`, `3.05 s`. */
export function timeText(us: number): string {
  if (us < 1_000) return `${digits(us)} µs`;
  return us < 1_000_000 ? `${digits(us / 1_000)} ms` : `${digits(us / 1_000_000)} s`;
}

/** Three significant digits, but all of a large whole. */
function digits(value: number): string {
  return value >= 1_000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
