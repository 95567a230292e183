import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import { FAILURE_LIMITS, recordEntries, SAMPLE_LIMITS } from './record.ts';
import { type Entry, Transcript } from './transcript.ts';

/** As a transcript keeps it. */
function entryOf(exchange: Exchange): Entry {
  const transcript = new Transcript();
  transcript.exchange(exchange);
  const [entry] = transcript.entries;
  if (!entry) throw new Error('the transcript is empty');
  return entry;
}

const exchange = (changes: Partial<Exchange['request']>, body: Uint8Array = Buffer.from('{}')): Entry =>
  entryOf({
    actor: 'w-1',
    origin: 'https://a.example',
    request: { method: 'GET', path: '/x', headers: [], body: null, ...changes },
    startedAt: 0,
    durationMs: 1,
    outcome: { kind: 'response', response: { status: 200, statusText: 'OK', headers: [['Set-Cookie', 's=1']], body } },
  });

describe('what is kept of a transcript', () => {
  it('has no secrets: headers that carry them, and private keys in bodies, also where they are cut', () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${'c2VjcmV0'.repeat(20)}\n-----END PRIVATE KEY-----\n`;
    const text = JSON.stringify(
      recordEntries(
        [
          exchange(
            {
              headers: [
                ['Authorization', 'Bearer hush'],
                ['cookie', 'hush'],
              ],
            },
            Buffer.from(key),
          ),
          exchange({ body: Buffer.from('x'.repeat(2040) + key) }),
          {
            kind: 'control',
            call: { verb: 'issue', body: { key }, startedAt: 0, durationMs: 1, answer: null, error: new Error('x') },
          },
        ],
        SAMPLE_LIMITS,
      ),
    );
    expect(text).not.toMatch(/hush|c2VjcmV0|s=1/);
    expect(text.match(/\[redacted\]/g)).toHaveLength(4);
  });

  it('says of a body how long it was, and holds bytes that are no text as base64', () => {
    const [long, binary] = recordEntries(
      [exchange({}, Buffer.alloc(100_000, 'ä')), exchange({}, Buffer.from([0xff, 0x00]))],
      FAILURE_LIMITS,
    );
    expect(long?.response?.body).toMatchObject({ bytes: 100_000, encoding: 'utf8', truncated: true });
    expect(binary?.response?.body).toEqual({ bytes: 2, encoding: 'base64', data: '/wA=', truncated: false });
  });

  it('stays small, and keeps the end whole', () => {
    const entries = Array.from({ length: 200 }, (_, index) =>
      exchange({ path: `/${index}` }, Buffer.alloc(60_000, 'x')),
    );
    const recorded = recordEntries(entries, FAILURE_LIMITS);
    expect(recorded).toHaveLength(60);
    expect(JSON.stringify(recorded).length).toBeLessThan(600_000);
    expect(recorded.at(-1)).toMatchObject({
      id: 60,
      request: { url: 'https://a.example/199' },
      response: { body: { truncated: false } },
    });
    expect(recorded[0]?.response?.body).toMatchObject({ bytes: 60_000, data: '', truncated: true });
  });

  it('tells a control call, and how it failed', () => {
    const call = { verb: 'admit', body: { n: 2n ** 64n }, startedAt: 0, durationMs: 1 } as const;
    const [good, bad] = recordEntries(
      [
        { kind: 'control', call: { ...call, answer: { kind: 'refused', message: 'no' }, error: null } },
        { kind: 'control', call: { ...call, answer: null, error: new Error('gone') } },
      ],
      FAILURE_LIMITS,
    );
    expect(good?.request).toMatchObject({ url: 'control:admit', body: { data: '{"n":18446744073709551616}' } });
    expect(bad).toMatchObject({ response: null, failure: { code: 'CONTROL', message: 'gone' } });
  });
});
