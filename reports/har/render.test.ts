import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileSample } from '../hostile-sample.test-data.ts';
import type { RecordedExchange } from '../model.ts';
import { assemble, conformantSample, nonconformantSample, sampleCheck, sampleExchange } from '../sample.test-data.ts';
import { HAR_SCHEMA } from './har-schema.test-data.ts';
import { renderHar } from './render.ts';

const validate = new Ajv2020({ strict: false, allErrors: true }).compile(HAR_SCHEMA);

function complaints(har: string): unknown {
  validate(JSON.parse(har));
  return validate.errors ?? [];
}

function entries(...exchanges: readonly RecordedExchange[]): unknown {
  return JSON.parse(renderHar(assemble([sampleCheck({ exchanges })], []))).log.entries;
}

describe('HAR', () => {
  it('has the shape of HAR 1.2', () => {
    for (const results of [conformantSample(), nonconformantSample(), assemble([], [])]) {
      expect(complaints(renderHar(results))).toEqual([]);
    }
  });

  it('would be refused by the schema if it were wrong', () => {
    expect(complaints(renderHar(conformantSample()).replace('"time"', '"times"'))).not.toEqual([]);
  });

  it('has the shape of HAR 1.2 for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (payload) => {
        expect(complaints(renderHar(hostileSample(payload)))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('says of each entry which check made it and who spoke', () => {
    expect(entries(sampleExchange({ id: 7 }))).toMatchObject([
      {
        pageref: 'desired-state/manifest-etag-is-body-digest',
        comment: 'desired-state/manifest-etag-is-body-digest',
        _check: 'desired-state/manifest-etag-is-body-digest',
        _actor: 'k3f9-manifest-etag',
        _id: 7,
        time: 12.4,
        request: { method: 'GET', queryString: [{ name: 'wait', value: '1' }] },
      },
    ]);
  });

  it('keeps the order of headers and the ones that repeat', () => {
    const { request } = sampleExchange();
    const headers = [
      ['b', '1'],
      ['a', '2'],
      ['b', '3'],
    ] as const;
    expect(entries(sampleExchange({ request: { ...request, headers } }))).toMatchObject([
      { request: { headers: headers.map(([name, value]) => ({ name, value })) } },
    ]);
  });

  it('marks bytes that are no text, and bodies of which only the beginning was kept', () => {
    const body = { bytes: 9_000, encoding: 'base64', data: 'H4sI', truncated: true } as const;
    const response = {
      status: 302,
      statusText: 'Found',
      httpVersion: 'HTTP/2',
      headers: [['Location', '/x']],
      body,
    } as const;
    const request = { method: 'PUT', url: 'no url', headers: [['Content-Type', 'application/gzip']], body } as const;
    expect(entries(sampleExchange({ request, response }))).toMatchObject([
      {
        request: {
          bodySize: 9_000,
          queryString: [],
          postData: { mimeType: 'application/gzip', text: 'H4sI', _encoding: 'base64' },
        },
        response: {
          redirectURL: '/x',
          bodySize: 9_000,
          content: { size: 9_000, text: 'H4sI', encoding: 'base64', comment: 'only the beginning of 9000 bytes' },
        },
      },
    ]);
  });

  it('writes an exchange without an answer as browsers do', () => {
    const failure = { code: 'ECONNRESET', message: 'closed' };
    expect(entries(sampleExchange({ response: null, failure }))).toMatchObject([
      { response: { status: 0, bodySize: -1, _error: 'ECONNRESET: closed' } },
    ]);
  });
});
