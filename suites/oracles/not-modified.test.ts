import { describe, expect, it } from 'vitest';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { notModified, servedInFull } from './not-modified.ts';

const answer = (status: number, bytes = 0): WireResponse => ({
  status,
  statusText: '',
  headers: [['Content-Length', '120']],
  body: new Uint8Array(bytes),
});

describe('the answer to a conditional read', () => {
  it('is 304 without a body, whatever length it names, for a held manifest', () => {
    expect(notModified(answer(304)).ok).toBe(true);
    expect(notModified(answer(304, 1)).ok).toBe(false);
    for (const status of [200, 204, 412]) expect(notModified(answer(status)).ok).toBe(false);
  });

  it('is 200 for another tag, and nothing else', () => {
    expect(servedInFull(answer(200, 120)).ok).toBe(true);
    for (const status of [304, 206, 412, 500]) expect(servedInFull(answer(status)).ok).toBe(false);
  });
});
