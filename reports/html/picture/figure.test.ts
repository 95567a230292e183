import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryPages, validateXML } from 'xmllint-wasm';
import { anyTimeline, brokenTimeline, longTimeline } from '../../timeline/sample.test-data.ts';
import { timelineFigure } from './figure.ts';

const DRAWN = 240;

function figure(...args: Parameters<typeof timelineFigure>): string {
  return timelineFigure(...args).text;
}

/** What an XML parser complains of, which is stricter than one of HTML. */
async function complaints(text: string): Promise<readonly string[]> {
  const { errors } = await validateXML({ xml: text, normalization: 'c14n', maxMemoryPages: 64 * memoryPages.MiB });
  return errors.map(({ message }) => message);
}

/** Text without the characters that XML has no way to write. */
const writable = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('</svg>', '"><script>', "' onload='x", ']]>', '&lt;'),
  )
  .map((text) => text.toWellFormed().replace(/[\ufffe\uffff]/g, ''));

describe('a timeline as a picture', () => {
  it('is well formed whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(anyTimeline(writable), async (timeline) => {
        expect(await complaints(figure(timeline, DRAWN, 'a'))).toEqual([]);
      }),
      { numRuns: 25 },
    );
    expect(await complaints(figure(brokenTimeline(), DRAWN, 'a').replace('</svg>', ''))).not.toEqual([]);
  });

  it('has finite coordinates only, all of them within the picture', () => {
    fc.assert(
      fc.property(anyTimeline(), (timeline) => {
        const text = figure(timeline, DRAWN, 'a');
        expect(text).not.toMatch(/="[^"]*(?:NaN|Infinity|undefined)[^"]*"/);
        const [, width = '', height = ''] = /<svg class="plot" width="(\d+)" height="([\d.]+)"/.exec(text) ?? [];
        for (const [, x = ''] of text.matchAll(/ (?:x|cx)="([^"]+)"/g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(0);
          expect(Number(x)).toBeLessThanOrEqual(Number(width));
        }
        for (const [, y = ''] of text.matchAll(/ (?:y|cy)="([^"]+)"/g))
          expect(Number(y)).toBeLessThanOrEqual(Number(height));
      }),
    );
  });

  it('draws each command, lane and event of a short sequence', () => {
    const text = figure(brokenTimeline(), DRAWN, 'a');
    expect([...text.matchAll(/class="number"[^>]*>(\d)</g)].map(([, number]) => number)).toEqual(['1', '2', '3', '4']);
    expect([...text.matchAll(/class="lane"[^>]*>(\w+)</g)].map(([, lane]) => lane)).toEqual([
      'Operator',
      'Wire',
      'Device',
      'Cluster',
      'Registry',
    ]);
    expect(text.match(/<g class="mark k-/g)).toHaveLength(29);
    expect(text.match(/class="broken"/g)).toHaveLength(1);
    expect(text).toContain('>pull ECONNREFUSED ×3<');
  });

  it('says in words what it shows', () => {
    const text = figure(brokenTimeline(), DRAWN, 'a');
    expect(text).toContain('aria-labelledby="a-title a-desc"');
    expect(text).toContain(
      '4 commands and 32 events in 10.2 s, in rows for operator, wire, device, cluster, registry.',
    );
    expect(text).toContain('A rule was broken after 10.2 s: database says pending, the cluster runs it.');
    expect(text).toContain('installed was acknowledged 2.0 s ago; observe still answers pending');
  });

  it('keeps a row for a lane in which nothing happened', () => {
    const text = figure({ lanes: ['wire', 'cluster'], events: [], steps: [] }, DRAWN, 'a');
    expect([...text.matchAll(/class="lane"[^>]*>(\w+)</g)].map(([, lane]) => lane)).toEqual(['Wire', 'Cluster']);
  });

  it('holds its size, and says what it left out', () => {
    const text = figure(longTimeline(5_000), DRAWN, 'a');
    expect(text.length).toBeLessThan(250_000);
    expect(text).toContain('4761 earlier events are left out; results.json has all.');
    expect(text).toContain('a release was left behind');
  });

  it('is the same for the same timeline', () => {
    expect(figure(brokenTimeline(), DRAWN, 'a')).toBe(figure(brokenTimeline(), DRAWN, 'a'));
  });
});
