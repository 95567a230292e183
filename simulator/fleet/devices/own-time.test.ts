import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DuePolls } from '../population/due-polls.ts';
import { OwnTime } from './own-time.ts';

const ROW = 0;

/** A device whose polls are due while it asks or is at something of its own; times are set by hand. */
function device() {
  let now = 0;
  const polls = new DuePolls(1);
  const ownTime = new OwnTime(polls, () => now);
  return {
    polls,
    ownTime,
    at: (us: number): void => {
      now = us;
    },
    /** How long each poll has waited for the WFM, answered now. */
    waited: (): readonly number[] => {
      const times: number[] = [];
      polls.begin(ROW);
      polls.answer(ROW, (atUs) => times.push(now - atUs));
      return times;
    },
  };
}

describe('the own time of a device', () => {
  it('is nothing that a poll which fell due meanwhile has waited for the WFM', () => {
    const { polls, ownTime, at, waited } = device();
    at(100);
    const over = ownTime.begin(ROW);
    polls.wait(ROW, 150);
    at(1000);
    over();
    at(1007);
    expect(waited()).toEqual([7]);
  });

  it('is taken off what a poll has waited that was due before, while the WFM was slow', () => {
    const { polls, ownTime, at, waited } = device();
    polls.wait(ROW, 40);
    at(100);
    const over = ownTime.begin(ROW);
    at(1000);
    over();
    at(1007);
    expect(waited()).toEqual([60 + 7]);
  });

  it('does not excuse the WFM for what it took afterwards', () => {
    const { polls, ownTime, at, waited } = device();
    const over = ownTime.begin(ROW);
    at(10);
    over();
    polls.wait(ROW, 20);
    at(5000);
    expect(waited()).toEqual([4980]);
  });

  it('counts once where it does several things at once', () => {
    const { polls, ownTime, at, waited } = device();
    polls.wait(ROW, 0);
    const [first, second] = [ownTime.begin(ROW), ownTime.begin(ROW)];
    at(100);
    first();
    at(150);
    second();
    at(153);
    expect(waited()).toEqual([3]);
  });

  it('that was cut short takes nothing off what comes after', () => {
    const { polls, ownTime, at, waited } = device();
    const before = ownTime.begin(ROW);
    at(50);
    ownTime.abandon(ROW);
    polls.wait(ROW, 60);
    const after = ownTime.begin(ROW);
    at(80);
    before();
    at(100);
    after();
    at(101);
    expect(waited()).toEqual([1]);
  });

  it('is taken off at the end of the run, too', () => {
    const { polls, ownTime, at } = device();
    ownTime.begin(ROW);
    polls.wait(ROW, 20);
    at(70);
    ownTime.end();
    const left: number[] = [];
    polls.left((atUs) => left.push(atUs));
    expect(left).toEqual([70]);
  });

  it('never lets a poll wait for less than no time, nor change its place among others', () => {
    const times = fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 });
    const spans = fc.array(fc.tuple(fc.nat(100), fc.nat(100)), { maxLength: 5 });
    fc.assert(
      fc.property(times, spans, (due, work) => {
        const { polls, ownTime, at, waited } = device();
        const sorted = due.toSorted((a, b) => a - b);
        let [now, own] = [0, 0];
        let next = 0;
        const pass = (us: number): void => {
          now += us;
          for (; (sorted[next] ?? now + 1) <= now; next++) polls.wait(ROW, sorted[next] ?? 0);
          at(now);
        };
        for (const [idle, busy] of work) {
          pass(idle);
          const over = ownTime.begin(ROW);
          pass(busy);
          over();
          own += busy;
        }
        pass(1000);
        const all = waited();
        expect(all).toHaveLength(due.length);
        expect(all).toEqual(all.toSorted((a, b) => b - a));
        all.forEach((wait, index) => {
          expect(wait).toBeGreaterThanOrEqual(Math.max(0, now - (sorted[index] ?? 0) - own));
          expect(wait).toBeLessThanOrEqual(now - (sorted[index] ?? 0));
        });
      }),
      { seed: 5 },
    );
  });
});
