import type { Painter } from '../../../reports/console/style.ts';
import { oneLine } from '../../../reports/text.ts';
import { DEVICE_STANDINGS } from '../../../simulator/fleet/metrics/report.ts';
import type { LiveView } from './view.ts';

const BAR = 24;
const KINDS_SHOWN = 4;
const INCIDENTS_SHOWN = 3;

/** The lines of a live view, none longer than the width. */
export function frame(view: LiveView, width: number, paint: Painter): readonly string[] {
  const { at, durationMs, arrived, arrivalsPlanned, devices, requests, requestRate, judged, violations } = view;
  const share = Math.min(1, at / 1000 / durationMs);
  const head = `${clock(at / 1000)} of ${clock(durationMs)}  ${bar(share)}  ${view.name}`;
  const late = arrived < arrivalsPlanned ? `, ${count(arrivalsPlanned - arrived)} behind` : '';
  const rows: readonly (readonly [label: string, text: string])[] = [
    ['arrivals', `${count(arrived)} of ${count(devices)}${late}`],
    ['devices', states(view)],
    ['requests', `${count(requests)}, now ${count(Math.round(requestRate))}/s`],
    ['polls', polls(view)],
    ['errors', errors(view)],
    ['judged', `${count(judged)} exchanges, ${violations === 0 ? 'nothing wrong' : `${count(violations)} violations`}`],
    ['ourselves', `late by ${span(view.latenessP99)} (p99), ${count(view.dropped)} dropped`],
  ];
  const label = (text: string): string => paint('dim', text.padEnd(10));
  const room = width - 12;
  return [
    paint('bold', clipped(head, width)),
    ...rows.map(([name, text]) => `  ${label(name)}${look(name, view, paint, clipped(text, room))}`),
    ...view.incidents
      .slice(-INCIDENTS_SHOWN)
      .map(({ at: when, message }) => paint('yellow', `  ${clock(when / 1000)} ${oneLine(message, width - 8)}`)),
  ];
}

function look(row: string, view: LiveView, paint: Painter, text: string): string {
  if (row === 'judged' && view.violations > 0) return paint('red', text);
  if (row === 'errors' && view.errors > 0) return paint('yellow', text);
  if (row === 'ourselves' && view.dropped > 0) return paint('magenta', text);
  return text;
}

function states({ states: counts }: LiveView): string {
  const shown = DEVICE_STANDINGS.filter((standing) => counts[standing] > 0);
  return shown.map((standing) => `${count(counts[standing])} ${standing}`).join(', ') || 'none yet';
}

function polls({ polls: found }: LiveView): string {
  if (!found) return 'none answered yet';
  const { p50, p90, p99, max } = found;
  return `p50 ${span(p50)}  p90 ${span(p90)}  p99 ${span(p99)}  max ${span(max)}`;
}

function errors({ errors: all, errorKinds, requests }: LiveView): string {
  if (errorKinds.length === 0) return 'none';
  const kinds = errorKinds.slice(0, KINDS_SHOWN).map(([kind, times]) => `${kind} ${count(times)}`);
  const rest = errorKinds.length > KINDS_SHOWN ? ', …' : '';
  const share = requests === 0 ? 0 : (100 * all) / requests;
  return `${share.toFixed(2)} %: ${kinds.join(', ')}${rest}`;
}

const clipped = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text);

const bar = (share: number): string => {
  const full = Math.round(share * BAR);
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`;
};

const count = (value: number): string => value.toLocaleString('en-GB');

/** Minutes and seconds, from milliseconds. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return `${minutes}:${String(rest).padStart(2, '0')}`;
}

/** Microseconds, in a unit that reads well. */
function span(us: number): string {
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 1e6) return `${(us / 1000).toPrecision(3)} ms`;
  return `${(us / 1e6).toPrecision(3)} s`;
}
