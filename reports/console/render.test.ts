import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileSample } from '../hostile-sample.test-data.ts';
import { assemble, conformantSample, nonconformantSample } from '../sample.test-data.ts';
import {
  endToEndFailure,
  endToEndSample,
  longTimeline,
  NO_CLUSTER,
  withoutClusterSample,
} from '../timeline/sample.test-data.ts';
import { ProgressPrinter } from './progress.ts';
import { renderConsole } from './render.ts';
import { consoleOptions, type Terminal, wrap } from './style.ts';

const PLAIN = { color: false, width: 80 };
const FILES = ['results.json', 'report.html'];

describe('the verdict on a console', () => {
  const text = renderConsole(nonconformantSample(), 'waspect-report', FILES, PLAIN);

  it('says what was tested, what was wrong, where the files are and how to repeat it', () => {
    for (const part of [
      'ACME Fleet Manager 4.2.0 (ACME)',
      'https://127.0.0.1:8443',
      'seed 42, effort standard, 41.2 s',
      'FAIL  desired-state/manifest-etag-is-body-digest',
      'The ETag is weak',
      'WARN  errors/status-member-equals-http-status',
      'NOT EVALUATED  resilience/restart',
      'SET-UP  doctor/clock-skew',
      'TOOL  errors/not-found',
      'repeat  waspect replay waspect-report --check desired-state/manifest-etag-is-body-digest',
      '1 nonconformity found',
      '3 of 5 testable requirements judged (60 %)',
      'G-03, G-07',
      'no certification by the Margo project',
      'Reports in waspect-report\n  results.json\n  report.html',
      'Repeat waspect conform --target acme.yaml --seed 42',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('prints a row of the expected-failures file for each new failure', () => {
    expect(text).toContain(
      '- check: desired-state/manifest-etag-is-body-digest\n  reason: …\n  link: …\n  expires: YYYY-MM-DD\n',
    );
    expect(renderConsole(conformantSample(), 'out', FILES, PLAIN)).not.toContain('- check:');
  });

  it('counts by area', () => {
    expect(text).toMatch(/\n {2}errors +· +· +1 +· +· +1\n/);
  });

  it('says of a clean run that no nonconformity was found, and nothing of passing checks', () => {
    const clean = renderConsole(conformantSample(), 'out', FILES, PLAIN);
    expect(clean).toContain('No nonconformity found');
    expect(clean).not.toContain('manifest-etag-is-body-digest');
  });

  it('names the profiles and what was deployed onto, and tells how a sequence came to fail', () => {
    const deployed = renderConsole(endToEndSample(), 'out', FILES, { color: false, width: 110 });
    for (const part of [
      '  revision  1.0.0-rc.3, profiles core, end-to-end\n',
      '  cluster   debian waspect-x3f9, Kubernetes v1.20.2, Helm v3.18.1\n',
      '  engine    dockerd 20.10.24 (its own)\n',
      '    Shortest sequence found that fails\n      1. assign workload slow-start, device 2\n      2. registry outage\n',
      '    Timeline, without 16 earlier events\n',
      '      6.240 s  4. registry back\n',
      '     10.224 s ✗   operator                    database says pending, the cluster runs it\n',
    ]) {
      expect(deployed).toContain(part);
    }
    expect(deployed).toMatch(
      /The verdict is for the profiles core and end-to-end, deployed\s+onto debian waspect-x3f9/,
    );
  });

  it('keeps the lines of a timeline to the width of the terminal', () => {
    const failed = endToEndFailure({ timeline: longTimeline() });
    const timeline = renderConsole(assemble([failed], []), 'out', [], { color: false, width: 60 }).split('\n');
    expect(timeline.filter((line) => /^ +\d+\.\d{3} s/.test(line)).every((line) => line.length <= 60)).toBe(true);
  });

  it('says that the verdict is for core where there was no cluster, and how to get one', () => {
    const core = renderConsole(withoutClusterSample(), 'out', FILES, { color: false, width: 140 });
    expect(core).toContain(`The verdict is for the profile core. ${NO_CLUSTER}`);
    expect(core).not.toContain('  cluster   ');
    // Each of its checks is in the other reports.
    const left = { ...withoutClusterSample() };
    const [check] = left.checks;
    if (!check) throw new TypeError('the sample has no check');
    const out: typeof check = { ...check, id: 'end-to-end/left-out', verdict: 'notEvaluated', profile: 'end-to-end' };
    const shown = (profiles: readonly string[]) =>
      renderConsole({ ...left, run: { ...left.run, profiles }, checks: [out] }, 'out', FILES, PLAIN);
    expect(shown(['core'])).not.toContain(out.id);
    expect(shown(['core', 'end-to-end'])).toContain(out.id);
  });

  it('has escape sequences only where colour is wanted', () => {
    expect(text).not.toContain('\u001b');
    expect(renderConsole(nonconformantSample(), 'out', FILES, { ...PLAIN, color: true })).toContain('\u001b[31mFAIL');
  });

  it('lets no text of the system drive the terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (payload) => {
        const hostile = renderConsole(hostileSample(`\u001b]0;x\u0007\r${payload}`), 'out', FILES, PLAIN);
        expect(hostile).not.toMatch(/[^\P{Cc}\n]/u);
      }),
      { numRuns: 50 },
    );
  });
});

describe('wrap', () => {
  it('keeps to the width and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,40}$/)), fc.integer({ min: 20, max: 60 }), (words, width) => {
        const lines = wrap(words.join(' '), width, '    ').split('\n');
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''));
      }),
    );
  });
});

describe('consoleOptions', () => {
  const tty = (changes: Partial<Terminal> = {}): Terminal => ({
    isTTY: true,
    columns: 90,
    write: () => true,
    ...changes,
  });

  it.each([
    [true, tty(), {}],
    [false, tty(), { NO_COLOR: '1' }],
    [true, tty(), { NO_COLOR: '' }],
    [false, tty(), { TERM: 'dumb' }],
    [false, tty({ isTTY: false }), {}],
    [true, tty({ isTTY: false }), { FORCE_COLOR: '1' }],
    [false, tty(), { FORCE_COLOR: '0' }],
  ])('gives color %s', (color, stream, env) => {
    expect(consoleOptions(stream, env).color).toBe(color);
  });

  it('knows the width of the terminal, and has one where there is none', () => {
    expect(consoleOptions(tty(), {}).width).toBe(90);
    expect(consoleOptions({ write: () => true }, {}).width).toBe(100);
  });
});

describe('ProgressPrinter', () => {
  function follow(isTTY: boolean, env: Readonly<Record<string, string>>): string {
    const written: string[] = [];
    const printer = new ProgressPrinter({ isTTY, columns: 40, write: (text) => written.push(text) }, env);
    printer.update({ done: 1, total: 120, checkId: 'status/first', verdict: 'fail' });
    printer.update({ done: 2, total: 120, checkId: `status/\u001b[2J${'long-'.repeat(20)}`, verdict: 'pass' });
    printer.clear();
    printer.clear();
    return written.join('');
  }

  it('keeps one line up to date on a terminal, and takes it away once', () => {
    const text = follow(true, { NO_COLOR: '1' });
    const lines = text.split('\r\u001b[2K');
    expect(lines).toEqual([
      '',
      '  1/120  1 failed  status/first',
      expect.stringMatching(/^ {2}2\/120 {2}1 failed {2}status\/␛/),
      '',
    ]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(40);
  });

  it.each([
    ['a pipe', false, {}],
    ['CI', true, { CI: 'true' }],
    ['a dumb terminal', true, { TERM: 'dumb' }],
  ])('is quiet in %s', (_name, isTTY, env) => {
    expect(follow(isTTY, env)).toBe('');
  });
});
