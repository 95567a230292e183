import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeSubnets, subnets } from './subnets.ts';

const HEADER = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask';

/** A line of the kernel's table. */
function route(network: readonly number[], prefix: number): string {
  const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
  const bytes = [24, 16, 8, 0].map((shift) => (mask >>> shift) & 0xff);
  const masked = network.map((byte, index) => byte & (bytes[index] ?? 0));
  const hex = (parts: readonly number[]) => Buffer.from(parts).reverse().toString('hex').toUpperCase();
  return `eth0\t${hex(masked)}\t00000000\t0001\t0\t0\t0\t${hex(bytes)}\t0\t0\t0`;
}

const table = (...lines: readonly string[]): string => [HEADER, ...lines, ''].join('\n');

describe('addresses', () => {
  it('are all free where there is only a default route', () => {
    expect(freeSubnets(table(route([0, 0, 0, 0], 0)))).toHaveLength(64);
  });

  it('are none where everything is routed', () => {
    expect(freeSubnets(table(route([10, 0, 0, 0], 8)))).toEqual([]);
  });

  it('leave out a number as soon as one route touches one of its ranges, and only that', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(201, 202, 203),
        fc.nat(63),
        fc.nat(255),
        fc.integer({ min: 24, max: 32 }),
        (range, choice, host, prefix) => {
          const free = freeSubnets(table(route([10, range, choice, host], prefix)));
          expect(free).toHaveLength(63);
          expect(free).not.toContain(choice);
        },
      ),
    );
  });

  it('of two numbers have nothing in common', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(63), { minLength: 2, maxLength: 2 }), ([one = 0, other = 0]) => {
        const [left, right] = [subnets(one), subnets(other)];
        for (const name of ['host', 'node', 'pods', 'services', 'apiService', 'dnsService'] as const)
          expect(left[name]).not.toBe(right[name]);
      }),
    );
  });
});
