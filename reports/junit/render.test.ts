import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileSample } from '../hostile-sample.test-data.ts';
import { largeSample } from '../large-sample.test-data.ts';
import type { Expectation } from '../model.ts';
import {
  assemble,
  conformantSample,
  failedCheck,
  nonconformantSample,
  sampleCheck,
  sampleRequirement,
} from '../sample.test-data.ts';
import {
  endToEndFailure,
  endToEndSample,
  longTimeline,
  NO_CLUSTER,
  withoutClusterSample,
} from '../timeline/sample.test-data.ts';
import { renderJunit } from './render.ts';
import { complaints, xpath } from './xml.test-data.ts';

const DIR = 'waspect-report';

function testCase(id: string): string {
  return `//testcase[starts-with(@name, '${id}')]`;
}

describe('JUnit XML', () => {
  it.each(['jenkins', 'gitlab'] as const)('is what the %s reader takes', async (reader) => {
    for (const results of [
      conformantSample(),
      nonconformantSample(),
      largeSample(40, 10),
      endToEndSample(),
      assemble([], []),
    ]) {
      expect(await complaints(renderJunit(results, DIR), reader)).toEqual([]);
    }
  });

  it('would be refused by the schemas if it were wrong', async () => {
    const xml = renderJunit(conformantSample(), DIR);
    expect(await complaints(xml.replace('classname=', 'class='), 'jenkins')).not.toEqual([]);
    expect(await complaints(xml.replace(/ name="desired-state\/[^"]*"/, ''), 'gitlab')).not.toEqual([]);
    expect(await complaints(xml.replace('</testcase>', ''), 'jenkins')).not.toEqual([]);
  });

  it('has a suite an area, with the facts of the run', async () => {
    const xml = renderJunit(nonconformantSample(), DIR);
    expect(await xpath(xml, 'count(//testsuite)')).toBe('5');
    expect(await xpath(xml, "//testsuite[@name='errors']/@tests")).toBe('2');
    expect(await xpath(xml, "//testsuite[@name='errors']/properties/property[@name='endpoint']/@value")).toBe(
      'https://127.0.0.1:8443',
    );
  });

  it('names what was deployed onto, or why there was nothing', async () => {
    const property = (name: string): string => `//testsuite[1]/properties/property[@name='${name}']/@value`;
    const deployed = renderJunit(endToEndSample(), DIR);
    expect(await xpath(deployed, property('profiles'))).toBe('core, end-to-end');
    expect(await xpath(deployed, property('cluster'))).toBe('debian waspect-x3f9, Kubernetes v1.20.2, Helm v3.18.1');
    expect(await xpath(deployed, property('engine'))).toBe('dockerd 20.10.24 (its own)');
    expect(await xpath(renderJunit(withoutClusterSample(), DIR), property('without-cluster'))).toBe(NO_CLUSTER);
  });

  it('tells of a failing sequence its commands and what happened', async () => {
    const xml = renderJunit(endToEndSample(), DIR);
    const failed = testCase('end-to-end/database');
    expect(await xpath(xml, `${failed}/failure`)).toContain(
      'when judged again):\n  1. assign workload slow-start, device 2\n',
    );
    expect(await xpath(xml, `${failed}/system-out`)).toMatch(/^Timeline\n.*refuses connections.*✗ /s);
    expect(await xpath(xml, `count(${testCase('end-to-end/deploys')}/system-out)`)).toBe('0');
  });

  it('says at each case what it judged and by which clause', async () => {
    const xml = renderJunit(nonconformantSample(), DIR);
    const failed = testCase('desired-state/manifest-etag');
    expect(await xpath(xml, `${failed}/@classname`)).toBe('waspect.1.0.0-rc.3.desired-state');
    const expected = {
      requirements: 'DSM-017',
      level: 'MUST',
      seed: '42',
      clause: 'Desired State, State Manifest Endpoint',
      positions: 'G-07',
      verdict: 'fail',
    };
    for (const [name, value] of Object.entries(expected)) {
      expect(await xpath(xml, `${failed}/properties/property[@name='${name}']/@value`)).toBe(value);
    }
  });

  it('tells in a failure the rule, what was legal, what came, the counterexample and how to repeat it', async () => {
    const text = await xpath(renderJunit(nonconformantSample(), DIR), `${testCase('desired-state/')}/failure`);
    expect(text).toContain('quoted digest of exactly the bytes sent');
    expect(text).toContain('legal:    a strong entity tag');
    expect(text).toContain('received: a weak entity tag');
    expect(text).toContain('"withdraw"');
    expect(text).toContain('waspect replay waspect-report --check desired-state/manifest-etag-is-body-digest');
  });

  it.each([
    ['doctor/clock-skew', 'error'],
    ['errors/not-found', 'error'],
    ['resilience/restart', 'skipped'],
    ['capabilities/gateway-child', 'skipped'],
  ])('makes of %s: %s', async (id, element) => {
    expect(await xpath(renderJunit(nonconformantSample(), DIR), `count(${testCase(id)}/${element})`)).toBe('1');
  });

  it('gives the reason of a skipped case twice, because the element has no room for it', async () => {
    const xml = renderJunit(nonconformantSample(), DIR);
    const reason = 'The control hook does not support the verb restart.';
    const skipped = testCase('resilience/restart');
    expect(await xpath(xml, `${skipped}/properties/property[@name='skipped-because']/@value`)).toBe(reason);
    expect(await xpath(xml, `${skipped}/system-out`)).toContain(reason);
  });

  it('lets a warning pass, with a property', async () => {
    const xml = renderJunit(nonconformantSample(), DIR);
    const warned = testCase('errors/status-member');
    expect(await xpath(xml, `count(${warned}/failure | ${warned}/error | ${warned}/skipped)`)).toBe('0');
    expect(await xpath(xml, `${warned}/properties/property[@name='warning']/@value`)).toContain('500');
  });

  it.each([
    ['expected-failure', 'fail', '0', ''],
    ['unexpected-pass', 'pass', '1', 'It passes although it is listed as an expected failure: take it off the list.'],
    ['expired', 'fail', '1', 'The expected failure held until 2026-12-31 only. The ETag is weak'],
  ] as const)('counts an %s (%s) as %s failures', async (outcome, verdict, failures, message) => {
    const expectation: Expectation = { reason: 'Known', link: 'https://a.example/1', expires: '2026-12-31', outcome };
    const check = verdict === 'fail' ? failedCheck({ expectation }) : sampleCheck({ expectation });
    const xml = renderJunit(assemble([check], [sampleRequirement()]), DIR);
    expect(await xpath(xml, '/testsuites/@failures')).toBe(failures);
    expect(await xpath(xml, '//failure/@message')).toContain(message);
    expect(await xpath(xml, `//testcase/properties/property[@name='${outcome}']/@value`)).toBe('Known');
  });

  it('stays readable whatever a system sends', async () => {
    const everything = Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code)).join('');
    const payload = `${everything}\ud800\udc00\ud83d\ufffe\uffff]]>]]><![CDATA[&#0;&bogus;</failure>`;
    const xml = renderJunit(hostileSample(payload), DIR);
    expect(await complaints(xml, 'jenkins')).toEqual([]);
    expect(await complaints(xml, 'gitlab')).toEqual([]);
  });

  it('stays readable for any text', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(text, async (payload) => {
        expect(await complaints(renderJunit(hostileSample(payload), DIR), 'jenkins')).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it('is bounded where messages are not', () => {
    const check = failedCheck({ message: 'x'.repeat(3_000_000), observations: ['y'.repeat(3_000_000)] });
    expect(renderJunit(assemble([check], []), DIR).length).toBeLessThan(200_000);
    const long = endToEndFailure({ timeline: longTimeline(5_000) });
    expect(renderJunit(assemble([long], []), DIR).length).toBeLessThan(20_000);
  });
});
