import { describe, expect, it } from 'vitest';
import { machineLimits, warnings } from './machine-limits.ts';

const LIMITS = { descriptors: 1024, ports: 28_232 };

describe('the limits of the machine', () => {
  it('are read where the system tells them', () => {
    const { descriptors = 1, ports = 1 } = machineLimits();
    expect(descriptors).toBeGreaterThan(0);
    expect(ports).toBeGreaterThan(0);
  });

  it('are no reason to warn a small fleet', () => {
    expect(warnings(LIMITS, { openConnections: 800, sourceAddresses: 1, processes: 1 })).toEqual([]);
  });

  it('warn of too few descriptors, by process', () => {
    const demand = { openConnections: 1000, sourceAddresses: 1, processes: 1 };
    expect(warnings(LIMITS, demand)).toEqual([expect.stringMatching(/^FLEET_FEW_DESCRIPTORS: about 1200 .*1024/)]);
    expect(warnings(LIMITS, { ...demand, processes: 2 })).toEqual([]);
  });

  it('warn of too few ports, by address', () => {
    const demand = { openConnections: 40_000, sourceAddresses: 1, processes: 100 };
    expect(warnings(LIMITS, demand)).toEqual([expect.stringMatching(/^FLEET_FEW_PORTS: 40000 .*28232/)]);
    expect(warnings(LIMITS, { ...demand, sourceAddresses: 2 })).toEqual([]);
  });

  it('say nothing where the system tells nothing', () => {
    const demand = { openConnections: 1e6, sourceAddresses: 1, processes: 1 };
    expect(warnings({ descriptors: undefined, ports: undefined }, demand)).toEqual([]);
  });
});
