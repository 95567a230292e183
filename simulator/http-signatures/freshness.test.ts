import { describe, expect, it } from 'vitest';
import { judgeFreshness } from './freshness.ts';

const WINDOW = { maxAgeSeconds: 300, skewSeconds: 30 };
const NOW = 1_700_000_000;

describe('freshness', () => {
  it.each([
    ['no-created', {}],
    ['no-created', { expires: NOW + 1 }],
    ['fresh', { created: NOW }],
    ['fresh', { created: NOW - 300 }],
    ['too-old', { created: NOW - 301 }],
    ['too-old', { created: 0 }],
    ['too-old', { created: -1 }],
    ['fresh', { created: NOW + 30 }],
    ['in-the-future', { created: NOW + 31 }],
    ['in-the-future', { created: NOW + 31, expires: NOW - 1 }],
    ['fresh', { created: NOW, expires: NOW }],
    ['expired', { created: NOW, expires: NOW - 1 }],
    ['too-old', { created: NOW - 301, expires: NOW + 1000 }],
  ])('%s: %j', (verdict, parameters) => {
    expect(judgeFreshness(parameters, NOW, WINDOW)).toBe(verdict);
  });
});
