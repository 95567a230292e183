import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listMembers, parts, unquoted } from './field-value.ts';

describe('list members', () => {
  it('are split at commas, trimmed, and empty ones left out', () => {
    expect(listMembers(' a ,, b=1 ,')).toEqual(['a', 'b=1']);
    expect(listMembers('')).toEqual([]);
  });

  it('keep commas and escaped quotation marks that are quoted', () => {
    expect(listMembers('private="a, b", x="\\", y"')).toEqual(['private="a, b"', 'x="\\", y"']);
    expect(parts('a/b; title="x;y"; q=0')).toEqual(['a/b', 'title="x;y"', 'q=0']);
  });

  it('come back from any list of quoted strings', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', ';', ' ', '"', '\\') });
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        const written = texts.map((each) => `"${each.replace(/["\\]/g, '\\$&')}"`);
        expect(listMembers(written.join(' , ')).map(unquoted)).toEqual(texts);
      }),
    );
  });
});
