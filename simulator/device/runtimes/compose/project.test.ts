import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyOf, labelsOf, projectName } from './project.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const keys = fc.record({ deploymentId: text, namespace: text, name: text });

describe('the project of a component', () => {
  it('has a name that Compose accepts, whatever the component is called', () => {
    fc.assert(
      fc.property(text, keys, (owner, key) => {
        expect(projectName(owner, key)).toMatch(/^[a-z0-9][a-z0-9_-]{0,62}$/);
      }),
    );
  });

  it('is its own: another component, device or deployment has another', () => {
    fc.assert(
      fc.property(text, keys, text, keys, (owner, key, otherOwner, otherKey) => {
        const isSame =
          JSON.stringify([owner, labelsOf(owner, key)]) ===
          JSON.stringify([otherOwner, labelsOf(otherOwner, otherKey)]);
        expect(projectName(owner, key) === projectName(otherOwner, otherKey)).toBe(isSame);
      }),
    );
  });

  it('does not take the end of one name for the beginning of the next', () => {
    const one = { deploymentId: 'd', namespace: 'ab', name: 'c' };
    const other = { deploymentId: 'd', namespace: 'a', name: 'bc' };
    expect(projectName('o', one)).not.toBe(projectName('o', other));
  });

  it('is known again by the labels, exactly', () => {
    fc.assert(
      fc.property(text, keys, (owner, key) => {
        expect(keyOf(labelsOf(owner, key))).toEqual(key);
      }),
    );
    expect(keyOf({ 'com.example': 'x' })).toBeUndefined();
  });
});
