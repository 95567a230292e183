import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileSample } from '../hostile-sample.test-data.ts';
import { largeSample } from '../large-sample.test-data.ts';
import type { CheckResult } from '../model.ts';
import { assemble, conformantSample, failedCheck, nonconformantSample, sampleExchange } from '../sample.test-data.ts';
import { endToEndFailure, longTimeline } from '../timeline/sample.test-data.ts';
import { renderHtml } from './render.ts';

const DIR = 'waspect-report';

/** The names of elements and attributes that the page is made of. */
function structure(page: string): Set<string> {
  const tags = [...page.matchAll(/<\/?([a-z][\w-]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/gi)];
  return new Set(
    tags.flatMap(([, name = '', attributes = '']) => [
      name.toLowerCase(),
      ...[...attributes.matchAll(/\s([\w-]+)(?:="[^"]*")?/g)].map(([, attribute = '']) => `${name}[${attribute}]`),
    ]),
  );
}

function page(checks: readonly CheckResult[]): string {
  return renderHtml(assemble(checks, []), DIR);
}

describe('the HTML report', () => {
  it('fetches nothing', () => {
    const text = renderHtml(nonconformantSample(), DIR);
    expect(text).not.toMatch(/<(?:img|iframe|object|embed|base|form[^>]*action)\b/i);
    expect([...text.matchAll(/\ssrc=|@import|url\(/gi)]).toEqual([]);
    expect([...text.matchAll(/<link[^>]*href="([^"]{5})/g)].map(([, href]) => href)).toEqual(['data:']);
  });

  it('gets no element or attribute from the text that a system sends', () => {
    const usual = structure(renderHtml(hostileSample('plain'), DIR));
    const unusual = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<', '>', '"', "'", '&', '</', '<!--', '-->', ']]>', '=', ' ', '`', '$', 'x').chain((part) =>
        fc
          .array(fc.constantFrom(part, '<script>', '" onload="x', "' onload='x", '</style>', '</pre>'), {
            minLength: 1,
          })
          .map((parts) => parts.join('')),
      ),
    );
    fc.assert(
      fc.property(unusual, (payload) => {
        const unknown = structure(renderHtml(hostileSample(payload), DIR)).difference(usual);
        expect([...unknown]).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('makes no link of an address that is not of the web', () => {
    const expectation = { reason: 'known', expires: '2026-12-31', outcome: 'expired' } as const;
    const check = (link: string): CheckResult => failedCheck({ expectation: { ...expectation, link } });
    expect(page([check('javascript:alert(1)')])).not.toContain('href="javascript');
    expect(page([check('https://issues.example/7')])).toContain('href="https://issues.example/7"');
  });

  it('holds its size and says what it left out', () => {
    const data = 'a'.repeat(2_000_000);
    const body = { bytes: data.length, encoding: 'utf8', data, truncated: false } as const;
    const request = { method: 'PUT', url: 'https://a.example/', headers: [], body } as const;
    const exchanges = Array.from({ length: 1_000 }, (_, id) => sampleExchange({ id, request }));
    const text = page([failedCheck({ exchanges })]);
    expect(text.length).toBeLessThan(3_000_000);
    expect(text).toContain('[2000000 bytes; only the beginning is shown, see http.har]');
  });

  it('of a run of 200 checks and 300 exchanges stays below 3 MB', () => {
    expect(Buffer.byteLength(renderHtml(largeSample(200, 300), DIR))).toBeLessThan(3_000_000);
  });

  it('stays below 3 MB where each of 100 failures has a timeline of thousands of events, and draws the first of them', () => {
    const timeline = longTimeline(5_000);
    const checks = Array.from({ length: 100 }, (_, index) =>
      endToEndFailure({ id: `end-to-end/check-${index}`, timeline }),
    );
    const text = renderHtml(assemble(checks, []), DIR);
    expect(Buffer.byteLength(text)).toBeLessThan(3_000_000);
    expect(text.match(/<svg class="plot"/g)).toHaveLength(10);
    expect(text.match(/This page shows enough timelines: results\.json has this one\./g)).toHaveLength(90);
  });

  it('is the same for the same results', () => {
    expect(renderHtml(conformantSample(), DIR)).toBe(renderHtml(conformantSample(), DIR));
  });

  it('says that a run ended before any check', () => {
    const text = page([]);
    expect(text).toContain('The run ended before any requirement was looked at.');
  });
});
