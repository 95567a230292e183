import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeThat } from '../oracles/judgement.ts';
import { ConfigurationError } from './failure.ts';
import { property, Refuted } from './property.ts';
import type { Session } from './session/session.ts';
import type { RunSettings } from './settings.ts';
import { agreeable } from './testing/set-up.test-support.ts';
import { sharedSession } from './testing/shared-session.test-support.ts';
import { Trial } from './trial.ts';
import { NotEvaluated } from './verdict.ts';

let shared: Awaited<ReturnType<typeof sharedSession>>;
beforeAll(async () => {
  shared = await sharedSession(agreeable);
});
afterAll(() => shared.close());

const trialWith = (changes: Partial<RunSettings> = {}): Trial => {
  const session: Session = { ...shared.session, settings: { ...shared.session.settings, ...changes } };
  return new Trial(session, { id: 'a/check', requirements: ['DSM-001'] });
};

async function refuted(trial: Trial, judgeCase: (value: number) => Promise<void>): Promise<Refuted> {
  const error = await property(trial, fc.nat(), judgeCase).catch((thrown: unknown) => thrown);
  if (error instanceof Refuted) return error;
  throw error ?? new Error('the property held');
}

const below =
  (trial: Trial, limit: number) =>
  async (value: number): Promise<void> =>
    trial.judge('DSM-001', judgeThat(value < limit, `less than ${limit}`, String(value)));

describe('a property', () => {
  it('that holds is judged on as many cases as the effort says', async () => {
    for (const [effort, runs] of [
      ['quick', 4],
      ['standard', 15],
      ['thorough', 100],
    ] as const) {
      let judged = 0;
      await property(trialWith({ effort }), fc.nat(), async () => void judged++);
      expect(judged).toBe(runs);
    }
  });

  it.each([
    ['quick', 4],
    ['standard', 6],
    ['thorough', 100],
  ] as const)(
    'of a check that has passed by another revision is judged on fewer cases at %s: %i',
    async (effort, runs) => {
      let judged = 0;
      await property(trialWith({ effort, repeated: ['a/check'] }), fc.nat(), async () => void judged++);
      expect(judged).toBe(runs);
    },
  );

  it('that is broken is shrunk to the smallest case, and that is judged again', async () => {
    const trial = trialWith({ effort: 'thorough' });
    const { counterexample, violation } = await refuted(trial, below(trial, 1000));
    expect(counterexample).toMatchObject({ value: 1000, reproduced: true, seed: trial.seed });
    expect(counterexample.shrinks).toBeGreaterThan(0);
    expect(violation).toMatchObject({ expected: 'less than 1000', received: '1000' });
  });

  it('is replayed by seed and path: the same case, and no other', async () => {
    const first = trialWith({ effort: 'thorough' });
    const { counterexample } = await refuted(first, below(first, 1000));
    const { seed, path } = counterexample;
    const again = trialWith({ replay: { check: 'a/check', seed, path } });
    const seen: number[] = [];
    const replayed = await refuted(again, async (value) => {
      seen.push(value);
      await below(again, 1000)(value);
    });
    expect(replayed.counterexample).toMatchObject({ value: 1000, seed, reproduced: true });
    expect(new Set(seen)).toEqual(new Set([1000]));
  });

  it('among several of a check is replayed alone: the others run as ever', async () => {
    const trial = trialWith({ replay: { check: 'a/check', seed: 12345, path: '0' } });
    let judged = 0;
    await property(trial, fc.nat(), async () => void judged++);
    expect(judged).toBe(4);
    expect(trial.nextPropertySeed()).not.toBe(trial.seed);
  });

  it('sees the same cases for the same seed, and others for another', async () => {
    const cases = async (seed: number): Promise<readonly number[]> => {
      const seen: number[] = [];
      await property(trialWith({ seed }), fc.nat(), async (value) => void seen.push(value));
      return seen;
    };
    expect(await cases(5)).toEqual(await cases(5));
    expect(await cases(5)).not.toEqual(await cases(6));
  });

  it('whose set-up fails is not shrunk: the fault is told as it came', async () => {
    for (const fault of [new ConfigurationError('CODE', 'x'), new NotEvaluated('y'), new TypeError('z')]) {
      let judged = 0;
      const thrown = await property(trialWith(), fc.nat(), async () => {
        judged += 1;
        throw fault;
      }).catch((error: unknown) => error);
      expect([thrown, judged]).toEqual([fault, 1]);
    }
  });

  it('that fails only once says so', async () => {
    const trial = trialWith();
    let judged = 0;
    const { counterexample } = await refuted(trial, async () => {
      judged += 1;
      trial.judge('DSM-001', judgeThat(judged > 1, 'x', 'y'));
    });
    expect(counterexample.reproduced).toBe(false);
  });

  it('keeps of its transcript the shrunk case alone', async () => {
    const trial = trialWith({ effort: 'thorough' });
    await refuted(trial, async (value) => {
      const client = await trial.client({ admitted: false });
      await client.raw.readDesiredState({ headers: { 'x-case': String(value) } });
      await below(trial, 1000)(value);
    });
    const cases = trial.transcript.entries.flatMap((entry) =>
      entry.kind === 'exchange' ? entry.exchange.request.headers.filter(([name]) => name === 'x-case') : [],
    );
    expect(new Set(cases.map(([, value]) => value))).toEqual(new Set(['1000']));
    expect(trial.openClients).toBe(0);
  });
});

it('the same seed and nonce send the same requests', async () => {
  const sent = async (seed: number) => {
    const trial = trialWith({ seed });
    const client = await trial.client({ admitted: false });
    await property(trial, fc.record({ name: fc.string(), size: fc.nat() }), async (value) => {
      await client.raw.reportStatus(trial.newKey(), Buffer.from(JSON.stringify(value)));
      trial.observe(
        JSON.stringify(
          trial.transcript.entries.map(
            (entry) => entry.kind === 'exchange' && [entry.exchange.request.path, String(entry.exchange.request.body)],
          ),
        ),
      );
    });
    return trial.observations;
  };
  expect(await sent(3)).toEqual(await sent(3));
  expect(await sent(3)).not.toEqual(await sent(4));
});
