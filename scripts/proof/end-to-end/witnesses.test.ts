import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../../suites/requirements/catalogue.ts';
import { unjust } from '../unjust.ts';
import { FAULTS } from './fault.ts';
import { broadest, faultNamed, nameOf } from './faults.test-support.ts';
import { chainChecks } from './hunt-all.ts';
import { judgeFault, playing, verdictOn } from './judge-fault.ts';
import { WITNESS_CHECKS, WITNESSES } from './witnesses.ts';

const LIMIT_MS = 90_000;
const MOST_COMMANDS = 5;

const checks = await chainChecks();
describe('the faults between operator and workload', () => {
  it('are enough, on every side, each with a short sequence or a check that shows it', () => {
    const [wfm, device, registry] = (['WFM', 'device', 'registry'] as const).map((side) =>
      FAULTS.filter((fault) => fault.side === side),
    );
    expect([wfm?.length, device?.length, registry?.length].every((count) => (count ?? 0) >= 10)).toBe(true);
    expect([...WITNESSES.keys(), ...WITNESS_CHECKS.keys()].toSorted()).toEqual(FAULTS.map(nameOf).toSorted());
    const lengths = [...WITNESSES.values()].map(({ length }) => length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(MOST_COMMANDS);
  });

  it('break rows of the catalogue', () => {
    const rows: ReadonlySet<string> = new Set(loadCatalogue().requirements.map(({ id }) => id));
    const unknown = FAULTS.flatMap((fault) =>
      fault.breaks.filter((id) => !rows.has(id)).map((id) => `${nameOf(fault)} ${id}`),
    );
    expect(unknown).toEqual([]);
  });
});

describe.concurrent('a sequence that shows a fault', { timeout: LIMIT_MS }, () => {
  it.each([...WITNESSES])('%s', async (name, commands) => {
    const fault = faultNamed(name);
    const [result] = await judgeFault(fault, [playing(commands, broadest(checks))]);
    expect(result && verdictOn(fault, result), result?.message).toBe('found');
  });
});

describe.concurrent('a check that shows a fault', { timeout: LIMIT_MS }, () => {
  it.each([...WITNESS_CHECKS])('%s: %s', async (name, id) => {
    const fault = faultNamed(name);
    const [result, ...others] = await judgeFault(
      fault,
      checks.filter((check) => check.id === id),
    );
    expect(result && verdictOn(fault, result), result?.message).toBe('found');
    expect(others).toEqual([]);
  });
});

it('nobody is at fault in any of these sequences where nothing is planted', { timeout: LIMIT_MS }, async () => {
  const sequences = new Map([...WITNESSES.values()].map((commands) => [JSON.stringify(commands), commands]));
  const played = [...sequences.values()].map((commands, index) => ({
    ...playing(commands, broadest(checks)),
    id: `end-to-end/sequence-${index}`,
  }));
  expect(unjust(await judgeFault(null, played, { concurrency: 4 }))).toEqual([]);
});
