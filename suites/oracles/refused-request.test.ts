import { describe, expect, it } from 'vitest';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { notProcessed, onboardingErrorDocument, refusedInForm, signatureErrorDocument } from './refused-request.ts';

const answer = (status: number, body = ''): WireResponse => ({
  status,
  statusText: '',
  headers: [],
  body: Buffer.from(body),
});

describe('a request that has to be refused', () => {
  it.each([200, 201, 204, 299, 304])('was processed: %s', (status) => {
    expect(notProcessed(answer(status)).ok).toBe(false);
    expect(refusedInForm(answer(status)).ok).toBe(false);
  });

  it.each([400, 401, 403])('was refused in form: %s', (status) => {
    expect(notProcessed(answer(status)).ok).toBe(true);
    expect(refusedInForm(answer(status)).ok).toBe(true);
  });

  it.each([302, 404, 406, 422, 500, 503])('was neither processed nor refused in form: %s', (status) => {
    expect(notProcessed(answer(status)).ok).toBe(true);
    expect(refusedInForm(answer(status)).ok).toBe(false);
  });
});

describe('the document of a wrong signature', () => {
  it('has error and message, and may have more', () => {
    expect(signatureErrorDocument(answer(401, '{"error":"x","message":"y","code":1}')).ok).toBe(true);
  });

  it.each([
    '',
    '<html>',
    '[]',
    '"x"',
    '{"error":"x"}',
    '{"message":"x"}',
    '{"error":1,"message":"x"}',
    '{"error":"","message":"x"}',
  ])('is not %j', (body) => {
    expect(signatureErrorDocument(answer(401, body)).ok).toBe(false);
  });

  it('is not told by its form alone what lacks', () => {
    expect(signatureErrorDocument(answer(401, '{"error":"x"}'))).toMatchObject({
      received: 'an object without the text message',
    });
  });
});

describe('the document of a refused onboarding', () => {
  it('needs error alone', () => {
    expect(onboardingErrorDocument(answer(400, '{"error":"x"}')).ok).toBe(true);
    expect(onboardingErrorDocument(answer(400, '{"message":"x"}')).ok).toBe(false);
  });
});
