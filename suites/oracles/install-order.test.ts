import { describe, expect, it } from 'vitest';
import { type CarriedOut, keepsOrder } from './install-order.ts';

const LISTED = ['db', 'web', 'ui'];
const call = (component: string, begun: number, ended: number, operation: CarriedOut['operation'] = 'install') => ({
  deploymentId: 'd',
  component,
  operation,
  begun,
  ended,
});

describe('components', () => {
  it('come one after the other, some of them or all', () => {
    expect(keepsOrder([call('db', 0, 5), call('web', 5, 6), call('ui', 9, 9, 'update')], LISTED).ok).toBe(true);
    expect(keepsOrder([call('db', 0, 5), call('ui', 6, 7)], LISTED).ok).toBe(true);
    expect(keepsOrder([], LISTED).ok).toBe(true);
  });

  it('do not come in another order, or at the same time', () => {
    expect(keepsOrder([call('web', 0, 5), call('db', 6, 7)], LISTED).ok).toBe(false);
    expect(keepsOrder([call('db', 0, 5), call('web', 4, 7)], LISTED).ok).toBe(false);
    expect(keepsOrder([call('db', 0, Number.POSITIVE_INFINITY), call('web', 4, 7)], LISTED).ok).toBe(false);
  });

  it('go in any order', () => {
    expect(keepsOrder([call('ui', 0, 5, 'remove'), call('db', 1, 7, 'remove'), call('web', 8, 9)], LISTED).ok).toBe(
      true,
    );
  });
});
