import { assert, bigInt, constant, oneof, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRESH_MEMORY } from '../../device/resting-memory.ts';
import { type DeviceState, INITIAL_STATE } from '../../device/state/device-state.ts';
import type { DeviceMemory } from './memory-codec.ts';
import { Population } from './population.ts';

const DIGEST = 'a1'.repeat(32);
const ids = (): readonly string[] => ['gateway', 'gateway/child'];
const memory = (changes: Partial<DeviceState>, components: DeviceMemory['components'] = []): DeviceMemory => ({
  state: { ...INITIAL_STATE, ...changes },
  components,
});

describe('the memory of a sleeping device', () => {
  it('is what it was, whatever its mark', async () => {
    const etag = oneof(
      constant(`"sha256:${DIGEST}"`),
      string().map((text) => `"${text}"`),
    );
    const mark = oneof(constant(null), record({ version: bigInt({ min: -1n, max: 2n ** 70n }), etag }));
    await assert(
      property(mark, mark, (before, accepted) => {
        const population = new Population(3);
        for (const state of [before, accepted]) population.remembers(1, memory({ accepted: state }), ids);
        expect(population.memory(1, ids).state.accepted).toEqual(accepted);
        expect(population.marks.etag(1)).toBe(accepted?.etag ?? null);
        expect([0, 2].map((row) => population.memory(row, ids).state)).toEqual([INITIAL_STATE, INITIAL_STATE]);
      }),
      { seed: 3 },
    );
  });

  it.each([
    ['nothing', memory({})],
    ['its machines', memory({ reportedDevices: ids() })],
    ['some of its machines', memory({ reportedDevices: ['gateway'] })],
    ['a status to tell', memory({ outbox: [{ deploymentId: 'd', body: '{}' }] })],
    [
      'its enrolment',
      memory({
        enrolment: { endpoint: 'https://w', enrolment: { kind: 'client-id', clientId: 'c' }, isCurrent: true },
      }),
    ],
    ['what is being carried out', memory({ adopting: { version: 7n, etag: '"e"' } })],
    ['what runs', memory({}, [{ deviceId: 'gateway', components: [component()] }])],
  ])('holds %s', (_what, kept) => {
    const population = new Population(1);
    population.remembers(0, kept, ids);
    expect(population.memory(0, ids)).toEqual(kept);
    expect(population.enrolment(0)).toEqual(kept.state.enrolment);
  });

  it('says when a poll is all that there is to do', () => {
    const population = new Population(1);
    expect(population.isSettled(0)).toBe(false);
    population.rests(0, { reported: true, resumed: true, swept: false });
    expect(population.isSettled(0)).toBe(true);
    population.remembers(0, memory({ outbox: [{ deploymentId: 'd', body: '{}' }] }), ids);
    expect(population.isSettled(0)).toBe(false);
    population.remembers(0, memory({}), ids);
    expect(population.isSettled(0)).toBe(true);
    population.rests(0, FRESH_MEMORY);
    expect(population.isSettled(0)).toBe(false);
  });
});

describe('polls that are due', () => {
  const answered = (population: Population, row: number): readonly number[] => {
    const times: number[] = [];
    population.polls.answer(row, (at) => times.push(at));
    return times;
  };

  it('are answered by the exchange that was begun for them, and those that came meanwhile by the next', () => {
    const population = new Population(2);
    const { polls } = population;
    polls.ask(0, 10);
    polls.wait(0, 20);
    polls.wait(0, 30);
    expect(answered(population, 0)).toEqual([10]);
    expect(polls.isWaiting(0)).toBe(true);
    polls.begin(0);
    polls.wait(0, 40);
    expect(answered(population, 0)).toEqual([20, 30]);
    expect(answered(population, 0)).toEqual([]);
    polls.begin(0);
    expect(answered(population, 0)).toEqual([40]);
    expect(polls.isWaiting(0)).toBe(false);
  });

  it('wait on where the exchange has failed', () => {
    const population = new Population(1);
    population.polls.ask(0, 10);
    population.polls.ask(0, 20);
    expect(answered(population, 0)).toEqual([10, 20]);
  });

  it('are forgotten, or left over at the end', () => {
    const population = new Population(3);
    for (const row of [0, 1, 2]) population.polls.ask(row, row);
    population.polls.wait(1, 5);
    population.polls.forget(0);
    const left: number[] = [];
    population.polls.left((at) => left.push(at));
    expect(left).toEqual([1, 5, 2]);
  });
});

function component(): DeviceMemory['components'][number]['components'][number] {
  return {
    deploymentId: 'd',
    namespace: 'n',
    name: 'web',
    type: 'compose',
    repository: 'oci://r.example/web',
    revision: '1.0.0',
    wait: true,
    timeoutMs: 1000,
    values: [{ pointer: 'A', value: 1 }],
  };
}
