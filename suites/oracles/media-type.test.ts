import { describe, expect, it } from 'vitest';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { essence, hasMediaType } from './media-type.ts';

const typed = (...values: string[]): WireResponse => ({
  status: 200,
  statusText: 'OK',
  headers: values.map((value) => ['Content-TYPE', value]),
  body: new Uint8Array(),
});

describe('media types', () => {
  it('compare without case and parameters', () => {
    expect(essence('Application/YAML ; charset="utf-8"')).toBe('application/yaml');
    expect(essence('application')).toBeUndefined();
    expect(essence('a/b, a/b')).toBeUndefined();
  });

  it.each(['application/yaml', 'APPLICATION/yaml', 'application/yaml;charset=utf-8'])('%s is that type', (value) => {
    expect(hasMediaType(typed(value), 'application/yaml').ok).toBe(true);
  });

  it.each([[[]], [['application/yaml+x']], [['text/yaml']], [['application/yaml', 'application/yaml']]])(
    '%j is not',
    (values) => {
      expect(hasMediaType(typed(...values), 'application/yaml')).toMatchObject({ ok: false });
    },
  );
});
