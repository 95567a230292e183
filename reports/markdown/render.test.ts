import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileSample } from '../hostile-sample.test-data.ts';
import { largeSample } from '../large-sample.test-data.ts';
import { assemble, conformantSample, nonconformantSample } from '../sample.test-data.ts';
import { endToEndFailure, endToEndSample, longTimeline, withoutClusterSample } from '../timeline/sample.test-data.ts';
import { block, code, inline } from './escape.ts';
import { renderMarkdown } from './render.ts';

/** Code spans and fenced blocks end with as many backticks as they begin with. */
function withoutCode(text: string): string {
  return text.replace(/^(`{3,})\w+\n.*?\n\1$/gms, '').replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
}

describe('the Markdown summary', () => {
  it('says the verdict, the coverage, the counts and each finding', () => {
    const text = renderMarkdown(nonconformantSample(), 'waspect-report');
    for (const part of [
      '## ❌ waspect: 1 nonconformity found',
      '**ACME Fleet Manager 4.2.0** by ACME',
      '3 of 5 testable requirements judged',
      '| Errors | 0 | 0 | 1 | 1 | 0 | 0 | 0 |',
      '❌ **Failed** `desired-state/manifest-etag-is-body-digest`',
      '- repeat: `waspect replay waspect-report --check desired-state/manifest-etag-is-body-digest`',
      '```yaml\n- check: desired-state/manifest-etag-is-body-digest',
      'no certification by the Margo project',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('is short where nothing was found', () => {
    const text = renderMarkdown(conformantSample(), 'out');
    expect(text).toContain('## ✅ waspect: No nonconformity found');
    expect(text).not.toContain('<details>');
  });

  it('says what was deployed onto, and of a failure the sequence and how it ended', () => {
    const text = renderMarkdown(endToEndSample(), 'out');
    for (const part of [
      'debian waspect-x3f9, Kubernetes v1.20.2, Helm v3.18.1',
      '```text\n1. assign workload slow-start, device 2\n2. registry outage\n',
      '10.224 s ✗   operator                    database says pending',
    ]) {
      expect(text.replaceAll('&#45;', '-')).toContain(part);
    }
    expect(text).not.toContain('deploys-what-is-assigned');
  });

  it('says how to get a cluster where there is none', () => {
    expect(renderMarkdown(withoutClusterSample(), 'out')).toContain(
      'The verdict is for the profile core. No cluster was found',
    );
  });

  it('stays below the limit also where every failure has a timeline', () => {
    const checks = Array.from({ length: 200 }, (_, index) =>
      endToEndFailure({ id: `end-to-end/check-${index}`, timeline: longTimeline() }),
    );
    expect(Buffer.byteLength(renderMarkdown(assemble(checks, []), 'out'))).toBeLessThan(64_000);
  });

  it('stays below what a job summary takes, however much was found', () => {
    const text = renderMarkdown(largeSample(3_000, 0), 'out');
    expect(text).toContain('more findings: see report.html.');
    expect(Buffer.byteLength(text)).toBeLessThan(64_000);
  });

  it('lets no text of the system become markup', () => {
    const text = renderMarkdown(hostileSample('<img src=x onerror=alert(1)> @all | [a](b)\n# x ``` **b**'), 'out');
    expect(withoutCode(text)).not.toMatch(/<img|@all|\[a\]|\n# x|\*\*b/);
  });
});

describe('escapes', () => {
  it('hold for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(inline(text)).not.toMatch(/[<>|`@\n[\]*]/);
        expect(code(text)).not.toMatch(/[\n|]/);
        const fence = block(text, '').split('\n')[0] ?? '';
        expect(text).not.toContain(fence);
      }),
    );
  });
});
