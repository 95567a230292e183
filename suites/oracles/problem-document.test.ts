import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderList, WireResponse } from '../../simulator/protocol/exchange.ts';
import { extensionsAreWellNamed, hasRequiredMembers, isProblemDocument, repeatsStatus } from './problem-document.ts';

const JSON_PROBLEM: HeaderList = [['Content-Type', 'application/problem+json']];

const response = (body: unknown, headers: HeaderList = JSON_PROBLEM, status = 404): WireResponse => ({
  status,
  statusText: '',
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

const FULL = { type: 'about:blank', title: 'Not Found', status: 404, detail: 'nothing', instance: '/x' };

describe('a problem document', () => {
  it.each<HeaderList>([
    [['content-type', 'Application/Problem+JSON; charset=utf-8']],
    [...JSON_PROBLEM, ['Content-Language', 'en']],
  ])('may have parameters, case and further headers of its own', (...headers) => {
    expect(isProblemDocument(response(FULL, headers as HeaderList))).toEqual({ ok: true });
  });

  it('may have members of its own, and lack those of RFC 9457', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^vendor_[a-z]{1,8}$/), fc.jsonValue()), (members) => {
        expect(isProblemDocument(response({ ...FULL, ...members })).ok).toBe(true);
        expect(isProblemDocument(response(members)).ok).toBe(true);
      }),
    );
  });

  it('may be compressed', () => {
    const zipped = {
      ...response(FULL, [...JSON_PROBLEM, ['Content-Encoding', 'gzip']]),
      body: gzipSync(JSON.stringify(FULL)),
    };
    expect(isProblemDocument(zipped).ok).toBe(true);
  });

  it('has its media type', () => {
    for (const headers of [[], [['Content-Type', 'application/json']], [...JSON_PROBLEM, ...JSON_PROBLEM]] as const)
      expect(isProblemDocument(response(FULL, headers)).ok).toBe(false);
  });

  it.each([
    ['', '<html>', '[]', '"x"', 'null'],
    [
      { ...FULL, type: 7 },
      { ...FULL, type: 'not a uri' },
      { ...FULL, title: 7 },
    ],
    [
      { ...FULL, status: '404' },
      { ...FULL, status: 4.5 },
      { ...FULL, detail: [] },
      { ...FULL, instance: 1 },
    ],
  ])('is an object whose members are what RFC 9457 says (%#)', (...bodies) => {
    for (const body of bodies) expect(isProblemDocument(response(body)).ok).toBe(false);
  });

  it('may have members that are null, which count as absent', () => {
    const empty = response({ ...FULL, title: null, detail: null, instance: null, trace: null });
    expect(isProblemDocument(empty).ok).toBe(true);
    expect(extensionsAreWellNamed(response({ ...FULL, x: null })).ok).toBe(true);
    expect(hasRequiredMembers(empty)).toMatchObject({ ok: false, received: 'a problem document without title' });
    expect(repeatsStatus(response({ ...FULL, status: null })).ok).toBe(true);
  });

  it('has type, title and status', () => {
    expect(hasRequiredMembers(response(FULL)).ok).toBe(true);
    for (const name of ['type', 'title', 'status'])
      expect(hasRequiredMembers(response({ ...FULL, [name]: undefined })).ok).toBe(false);
  });

  it('repeats the status of the response where it has one', () => {
    expect(repeatsStatus(response(FULL)).ok).toBe(true);
    expect(repeatsStatus(response({ ...FULL, status: undefined })).ok).toBe(true);
    expect(repeatsStatus(response({ ...FULL, status: 400 })).ok).toBe(false);
  });

  it.each(['ab', '1st', 'x-trace', 'ünï', 'has space'])('has no member of a name like %s', (name) => {
    expect(extensionsAreWellNamed(response({ ...FULL, [name]: 1 })).ok).toBe(false);
    expect(extensionsAreWellNamed(response({ ...FULL, vendor_code: 1, errors: [], retryable: false })).ok).toBe(true);
  });
});
