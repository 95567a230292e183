import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { seededRandom } from './random.ts';
import { VirtualClock } from './virtual-clock.ts';

describe('clocks', () => {
  it.each([
    ['on the wall', systemClock],
    ['virtual', new VirtualClock(0)],
  ])('%s: a sleep ends when its signal aborts, before or during it', async (_name, clock) => {
    const waking = new AbortController();
    const long = clock.sleep(2 ** 40, waking.signal);
    waking.abort();
    await expect(long).resolves.toBeUndefined();
    await expect(clock.sleep(2 ** 40, waking.signal)).resolves.toBeUndefined();
  });

  it('on the wall: a sleep of nothing ends', async () => {
    await expect(systemClock.sleep(-1)).resolves.toBeUndefined();
  });

  it('virtual: jumps to the sleeper that is due first, and only as far', async () => {
    const clock = new VirtualClock(1_000);
    const order: string[] = [];
    const nap = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      order.push(`${name} ${clock.now()}`);
    };
    await clock.run(Promise.all([nap('late', 500), nap('early', 20), nap('then', 30).then(() => nap('after', 5))]));
    expect(order).toEqual(['early 1020', 'then 1030', 'after 1035', 'late 1500']);
    expect(clock.wakeNext()).toBe(false);
  });

  it('virtual: hands on what the work rejects with', async () => {
    const clock = new VirtualClock(0);
    await expect(clock.run(clock.sleep(5).then(() => Promise.reject(new Error('no'))))).rejects.toThrow('no');
  });
});

describe('the seeded source', () => {
  it('repeats itself for a seed, differs for others, and stays in its range', () => {
    const draw = (seed: number): number[] => {
      const random = seededRandom(seed);
      return Array.from({ length: 1000 }, () => random.next());
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(3).every((value) => value >= 0 && value < 1)).toBe(true);
    expect(draw(3).reduce((sum, value) => sum + value, 0) / 1000).toBeCloseTo(0.5, 1);
  });
});
