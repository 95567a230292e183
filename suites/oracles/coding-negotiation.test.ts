import { describe, expect, it } from 'vitest';
import type { HeaderList, WireResponse } from '../../simulator/protocol/exchange.ts';
import { codedAsAccepted, variesByCoding } from './coding-negotiation.ts';

const answer = (headers: HeaderList): WireResponse => ({
  status: 200,
  statusText: '',
  headers,
  body: new Uint8Array(),
});
const coded = (coding: string): WireResponse => answer([['content-encoding', coding]]);

describe('a coded artifact', () => {
  it.each([
    [['Accept-Encoding'], true],
    [['Origin', 'accept-encoding'], true],
    [['Origin, ACCEPT-ENCODING'], true],
    [['*'], true],
    [['Accept'], false],
    [[], false],
  ])('with Vary %j: %s', (values, holds) => {
    expect(variesByCoding(answer(values.map((value) => ['Vary', value] as const))).ok).toBe(holds);
  });

  it.each([
    [null, 'gzip', true],
    ['gzip', 'gzip', true],
    ['GZIP;q=0.5', 'x-gzip', true],
    ['*', 'br', true],
    ['br, gzip', 'br', true],
    ['gzip;q=0', 'gzip', false],
    ['*, gzip;q=0.0', 'gzip', false],
    ['identity', 'gzip', false],
    ['', 'gzip', false],
    ['br', 'br, gzip', false],
    ['identity', 'identity', true],
  ])('under Accept-Encoding %j can be %s: %s', (accepted, coding, holds) => {
    expect(codedAsAccepted(coded(coding), accepted).ok).toBe(holds);
  });
});
