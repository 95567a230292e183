import { describe, expect, it } from 'vitest';
import { renderConsole } from '../console/render.ts';
import { renderHtml } from '../html/render.ts';
import { renderJunit } from '../junit/render.ts';
import type { FleetResults, Results } from '../model.ts';
import { parseResults, resultsText } from '../results-file.ts';
import { fleetSample } from './sample.test-data.ts';

const WIDE = { color: false, width: 110 };

function changed(change: (fleet: FleetResults) => FleetResults): Results {
  const results = fleetSample();
  if (results.fleet === undefined) throw new TypeError('the sample has a fleet');
  return { ...results, fleet: change(results.fleet) };
}

describe('results of a fleet', () => {
  it('are read back as they were written, and rendered alike', () => {
    const results = fleetSample();
    const again = parseResults(resultsText(results), 'results.json');
    expect(again).toEqual(results);
    expect(renderHtml(again, 'out')).toBe(renderHtml(results, 'out'));
  });

  it.each([
    ['/fleet/report/schema', (fleet: FleetResults) => ({ ...fleet.report, schema: 'other' })],
    [
      '/fleet/report/polls/response',
      (fleet: FleetResults) => ({ ...fleet.report, polls: { count: 1, response: '<svg>' } }),
    ],
    [
      '/fleet/report/course',
      (fleet: FleetResults) => ({ ...fleet.report, course: Array(2000).fill(fleet.report.course[0]) }),
    ],
  ])('are refused where %s is not as it should be', (pointer, change) => {
    const results = fleetSample();
    if (results.fleet === undefined) throw new TypeError('the sample has a fleet');
    const broken = { ...results, fleet: { ...results.fleet, report: change(results.fleet) } };
    expect(() => parseResults(JSON.stringify(broken), 'results.json')).toThrow(
      `RESULTS_MALFORMED: results.json at ${pointer}`,
    );
  });

  it('are rendered also where a histogram cannot be read, and where nothing was measured', () => {
    const unread = changed((fleet) => ({
      ...fleet,
      report: { ...fleet.report, polls: { count: 5, response: 'AAAA' } },
    }));
    expect(renderHtml(unread, 'out')).toContain('No poll was answered.');
    const empty = changed((fleet) => ({
      ...fleet,
      objectives: [],
      report: {
        ...fleet.report,
        course: [],
        operations: {},
        polls: { count: 0, response: 'AAAA' },
        incidents: [],
        endedAtMs: 0,
      },
    }));
    expect(renderHtml(empty, 'out')).not.toMatch(/NaN|Infinity|undefined/);
    expect(renderConsole(empty, 'out', [], WIDE)).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('say on a console how it was answered, and what has become of each objective', () => {
    const text = renderConsole(fleetSample(), 'out', ['results.json'], WIDE);
    for (const part of [
      'plan      1,000 devices of small-factory: A small factory',
      'poll since it was due',
      '  MISSED  poll.p99<250ms\n          p99 of the response times of poll requests was 812 ms; it should be less than 250 ms.',
      '  MET     errors<0.5%',
      '  OPEN    token.p99<1s',
      '1 objective missed, 1 requirement broken under load',
      'repeat  waspect fleet small-factory --seed 42 --device 17',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/poll {2,}8,000 {2}0\.112 % {2}/);
    expect(text).toMatch(/operator: assign +100 +2 % /);
    expect(text).toMatch(/change until carried out +97 /);
    expect(text).not.toContain('withdraw');
    expect(text).not.toContain('waspect replay');
    expect(text).not.toContain('- check:');
  });

  it('say of each verdict what it is', () => {
    const headlines = (results: Results) => renderConsole(results, 'out', [], WIDE);
    const passed = changed((fleet) => ({ ...fleet, objectives: [] }));
    const incomplete: Results = { ...passed, verdict: 'incomplete' };
    const invalid = changed((fleet) => ({ ...fleet, validity: { isValid: false, reasons: ['We were late.'] } }));
    for (const [results, headline] of [
      [{ ...passed, verdict: 'conformant' }, 'No nonconformity found under load'],
      [{ ...fleetSample(), verdict: 'conformant' }, 'Every objective met, no nonconformity found under load'],
      [{ ...invalid, verdict: 'incomplete' }, 'Not valid: the run says too little about the system'],
      [incomplete, 'Incomplete: not every objective could be judged'],
      [{ ...incomplete, run: { ...incomplete.run, partial: true } }, 'Incomplete: the run was not all of its plan'],
    ] as const) {
      expect(headlines(results)).toContain(`\n${headline}\n`);
    }
  });

  it('have objectives as JUnit cases, with value and bound', () => {
    const junit = renderJunit(fleetSample(), 'out');
    expect(junit).toContain('name="fleet/objective/poll.p99&lt;250ms: ');
    expect(junit).toContain(
      '<failure message="p99 of the response times of poll requests was 812 ms; it should be less than 250 ms."',
    );
    expect(junit).toContain(
      '<property name="result" value="Errors, of all requests, were 0.1 %; asked for is less than 0.5 %."/>',
    );
    expect(junit).toContain('<property name="skipped-because" value="Nothing of the kind happened in this run');
  });
});
