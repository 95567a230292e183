import { describe, expect, it } from 'vitest';
import type { SliceProgress } from '../../../simulator/fleet/shard/slice-options.ts';
import { LivePrinter } from './live-printer.ts';
import { type LiveView, liveView } from './view.ts';

const FACTS = { name: 'small-factory', durationMs: 30_000, devices: 1200 };
const STATES = { waiting: 200, arriving: 3, idle: 950, working: 40, 'backing-off': 7, off: 0 };

const progressAt = (at: number, polled: number): SliceProgress => ({
  at,
  states: STATES,
  arrived: 997,
  arrivalsPlanned: 1000,
  operations: {
    poll: { count: polled, service: '', outcomes: { '304': polled - 12, '503': 7, TIMED_OUT: 5 }, errors: 12 },
    report: { count: 1000, service: '', outcomes: { '201': 1000 }, errors: 0 },
  },
  polls: { count: polled, response: 'polls' },
  generator: {
    ...{ intended: 0, begun: 0, held: 0, dropped: 0, lateness: 'lateness', loopDelay: '', cpuMs: 0 },
    peakRssBytes: {},
  },
  incidents: [{ at: 9_000_000, code: 'WFM_UNREACHABLE', message: 'the WFM cannot be reached' }],
  judged: 4000,
  violations: 0,
});

const percentiles = (encoded: string) =>
  encoded === 'polls' ? { p50: 850, p90: 4_210, p99: 51_000, max: 1_250_000 } : { p50: 1, p90: 2, p99: 900, max: 1200 };

const first = liveView(FACTS, progressAt(14_000_000, 8000), undefined, percentiles);
const view = liveView(FACTS, progressAt(15_000_000, 9500), first, percentiles);

class Screen {
  readonly isTTY: boolean;
  readonly columns = 100;
  written = '';
  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }
  write(text: string): void {
    this.written += text;
  }
}

const shown = (...views: readonly LiveView[]): Screen => {
  const screen = new Screen(true);
  const printer = new LivePrinter(screen, { NO_COLOR: '1' }, false);
  for (const each of views) printer.update(each);
  return screen;
};

describe('the live view', () => {
  it('tells how it goes', () => {
    expect(shown(view).written).toBe(
      [
        '0:15 of 0:30  ████████████░░░░░░░░░░░░  small-factory',
        '  arrivals  997 of 1,200, 3 behind',
        '  devices   200 waiting, 3 arriving, 950 idle, 40 working, 7 backing-off',
        '  requests  10,500, now 1,500/s',
        '  polls     p50 850 µs  p90 4.21 ms  p99 51.0 ms  max 1.25 s',
        '  errors    0.11 %: 503 7, TIMED_OUT 5',
        '  judged    4,000 exchanges, nothing wrong',
        '  ourselves late by 900 µs (p99), 0 dropped',
        '  0:09 the WFM cannot be reached',
        '',
      ].join('\n'),
    );
  });

  it('is drawn over itself, and taken away at the end', () => {
    const screen = shown(first, view);
    expect(screen.written).toContain('\u001b[9F\u001b[J0:15 of 0:30');
    expect(screen.written.split('\u001b[9F')).toHaveLength(2);
    const printer = new LivePrinter(screen, {}, false);
    printer.prepare('200 identities');
    screen.written = '';
    printer.clear();
    printer.clear();
    expect(screen.written).toBe('\u001b[1F\u001b[J');
  });

  it('has no line that a narrow terminal breaks', () => {
    const screen = Object.assign(new Screen(true), { columns: 50 });
    new LivePrinter(screen, { NO_COLOR: '1' }, false).update(view);
    expect(Math.max(...screen.written.split('\n').map((line) => line.length))).toBeLessThan(50);
  });

  it.each([
    ['a pipe', false, {}, false],
    ['CI', true, { CI: 'true' }, false],
    ['a dumb terminal', true, { TERM: 'dumb' }, false],
    ['--quiet', true, {}, true],
  ])('is not for %s', (_what, isTTY, env, quiet) => {
    const screen = new Screen(isTTY);
    const printer = new LivePrinter(screen, env, quiet);
    printer.prepare('200 identities');
    printer.update(view);
    printer.clear();
    expect(screen.written).toBe('');
  });
});
