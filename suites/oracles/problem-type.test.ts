import { describe, expect, it } from 'vitest';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { PROBLEM_NAMESPACE, problemType } from '../../simulator/protocol/problem-types.ts';
import { isPairedWithStatus, isUnregistered, keepsToNamespaces, namesCondition } from './problem-type.ts';

const answer = (type: unknown, status = 404): WireResponse => ({
  status,
  statusText: '',
  headers: [],
  body: Buffer.from(JSON.stringify({ type, title: 'x', status })),
});

const VENDORS = [
  'https://acme.example/problems#gone',
  'urn:acme:gone',
  '/problems/gone',
  'https://margo.org.acme.example/',
];

describe('the type of a registered condition', () => {
  it('is its URI, character by character', () => {
    expect(namesCondition(answer(problemType('invalid-bundle')), 'invalid-bundle').judgement.ok).toBe(true);
    for (const type of [
      problemType('device-not-found'),
      problemType('invalid-bundle').toUpperCase(),
      'about:blank',
      'invalid-bundle',
      ...VENDORS,
    ])
      expect(namesCondition(answer(type), 'invalid-bundle')).toMatchObject({
        judgement: { ok: false },
        position: undefined,
      });
  });

  it('rests on a position where it is absent or in the other spelling', () => {
    expect(namesCondition(answer(undefined), 'invalid-bundle')).toMatchObject({
      judgement: { ok: false },
      position: 'G-03',
    });
    expect(namesCondition(answer(`${PROBLEM_NAMESPACE}/#invalid-bundle`), 'invalid-bundle')).toMatchObject({
      judgement: { ok: false },
      position: 'G-41',
    });
  });

  it('goes with the status of the registry', () => {
    expect(isPairedWithStatus(answer(problemType('invalid-bundle'), 404)).ok).toBe(true);
    expect(isPairedWithStatus(answer(problemType('invalid-bundle'), 410)).ok).toBe(false);
    for (const type of VENDORS) expect(isPairedWithStatus(answer(type, 410)).ok).toBe(true);
  });
});

describe("a vendor's type", () => {
  it.each([...VENDORS, 'about:blank', undefined, problemType('semantic-error')])('may be %s', (type) => {
    expect(keepsToNamespaces(answer(type)).judgement.ok).toBe(true);
  });

  it.each([
    `${PROBLEM_NAMESPACE}#rate-limited`,
    `${PROBLEM_NAMESPACE}/rate-limited`,
    'https://margo.org/x',
    'http://DOCS.margo.org/specification/problem-types#invalid-bundle',
  ])('is not %s', (type) => {
    expect(keepsToNamespaces(answer(type))).toMatchObject({ judgement: { ok: false }, position: undefined });
  });
});

describe('the type where none is registered', () => {
  it.each([...VENDORS, 'about:blank', undefined])('may be %s', (type) => {
    expect(isUnregistered(answer(type)).ok).toBe(true);
  });

  it('is a registered one only where that one fits any request', () => {
    expect(isUnregistered(answer(problemType('not-authorized'), 403)).ok).toBe(true);
    expect(isUnregistered(answer(problemType('not-authorized'), 404)).ok).toBe(false);
    expect(isUnregistered(answer(problemType('deployment-not-found'), 404)).ok).toBe(false);
  });
});
