import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadProfiles } from '../../device/profiles/load-profiles.ts';
import type { ProfileSet } from '../../device/profiles/profile.ts';
import { type LifeCycleSet, loadLifeCycles } from '../life-cycles/load-life-cycles.ts';
import { loadPlan } from './load-plan.ts';
import type { FleetPlan } from './plan.ts';
import { PlanError } from './plan-error.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures');
const FLEETS = join(FIXTURES, 'fleets');

let profiles: ProfileSet;
let lifeCycles: LifeCycleSet;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plans-'));
  profiles = await loadProfiles(join(FIXTURES, 'profiles'));
  lifeCycles = await loadLifeCycles(join(FLEETS, 'life-cycles'));
});
afterAll(() => rm(folder, { recursive: true }));

const MINIMAL = 'title: T\ndevices: 10\nduration: 30s\nprofiles: { industrial-pc: 1 }\n';

async function load(text: string, ...set: readonly string[]): Promise<FleetPlan> {
  const file = join(folder, `plan-${Math.random()}.yaml`);
  await writeFile(file, text);
  return loadPlan(file, { set, profiles, lifeCycles });
}

/** The lines of a refusal, places without the file's name: `3:5: …`; the first one with the code. */
async function refusal(text: string, ...set: readonly string[]): Promise<readonly string[]> {
  try {
    await load(text, ...set);
  } catch (error) {
    if (error instanceof PlanError)
      return error.message.split('\n  ').map((line) => line.replaceAll(/\S*\.yaml:/g, ''));
    throw error;
  }
  throw new Error('it was not refused');
}

describe('a plan', () => {
  it('says little and means the rest', async () => {
    expect(await load(MINIMAL)).toMatchObject({
      seed: 42,
      durationMs: 30_000,
      revisions: [{ revision: '1.0.0-rc.3', weight: 1 }],
      arrivals: { pattern: 'all-at-once' },
      polling: { everyMs: null, jitter: 0.1, hours: null },
      operator: null,
      lifeCycles: [{ lifeCycle: { id: 'steady' }, weight: 1 }],
      bounds: { rate: 20_000, durationMs: 600_000, openConnections: 20_000 },
      objectives: [],
    });
  });

  it.each([
    ['duration: 250ms', 'durationMs', 250],
    ['duration: 1.5m', 'durationMs', 90_000],
    ['duration: 2h', 'durationMs', 7_200_000],
    ['judged: 5%', 'judged', 0.05],
    ['judged: 0.05', 'judged', 0.05],
    ['bounds: { rate: 30/m }', 'bounds', { rate: 0.5, durationMs: 600_000, openConnections: 20_000 }],
    ['arrivals: { ramp: 10s }', 'arrivals', { pattern: 'ramp', overMs: 10_000 }],
    ['arrivals: { poisson: 100/s }', 'arrivals', { pattern: 'poisson', rate: 100 }],
    ['arrivals: { stairs: { steps: 2, every: 1s } }', 'arrivals', { pattern: 'stairs', steps: 2, everyMs: 1000 }],
    ['arrivals: { diurnal: { period: 20s } }', 'arrivals', { pattern: 'diurnal', periodMs: 20_000, trough: 0 }],
    [
      'polling: { every: 5s, jitter: 0, hours: { from: 22, to: 6 } }',
      'polling',
      { everyMs: 5000, jitter: 0, hours: { from: 22, to: 6, dayMs: 86_400_000 } },
    ],
    [
      'operator: { assignAfter: { normal: [2s, 500ms] }, changes: 1%/m }',
      'operator',
      {
        ...{ assigned: 1, assignAfter: { kind: 'normal', mean: 2000, deviation: 500 }, changedPerMinute: 0.01 },
        ...{ withdrawn: 0, concurrency: 8, observed: 0.1 },
      },
    ],
    [
      'conduct: { retryAfter: ignores, request: 3s }',
      'conduct',
      { retryAfter: 'ignores', backoffBaseMs: 1000, backoffMaxMs: 300_000, requestMs: 3000 },
    ],
  ] as const)('that says %s means it', async (text, member, value) => {
    const [name = ''] = text.split(':');
    const others = MINIMAL.split('\n').filter((line) => !line.startsWith(`${name}:`));
    expect((await load(`${others.join('\n')}${text}\n`))[member]).toEqual(value);
  });

  it('changes a life cycle, and has its own', async () => {
    const plan = await load(
      `${MINIMAL}lifeCycles:\n  flapping: { weight: 2, stages: { cut: { lasts: 1s } } }\n  own: { title: Own, stages: { up: { silent: true } } }\n`,
    );
    expect(plan.lifeCycles).toMatchObject([
      {
        weight: 2,
        lifeCycle: {
          id: 'flapping',
          stages: [
            { name: 'connected' },
            { name: 'cut', lasts: { kind: 'constant', value: 1000 }, does: { network: { cut: true } } },
          ],
        },
      },
      { weight: 1, lifeCycle: { id: 'own', title: 'Own', stages: [{ name: 'up', does: { silent: true } }] } },
    ]);
  });
});

describe('overrides', () => {
  it('take the place of values, in the order in which they are given, and add what is not there', async () => {
    const plan = await load(
      MINIMAL,
      'devices=20',
      'devices=30',
      'polling.every=5s',
      'arrivals={ramp: 2s}',
      'operator.assigned=50%',
    );
    expect(plan).toMatchObject({
      devices: 30,
      polling: { everyMs: 5000 },
      arrivals: { pattern: 'ramp', overMs: 2000 },
      operator: { assigned: 0.5 },
    });
  });

  it('reach into revisions, whose names have dots, and into life cycles', async () => {
    const text = `${MINIMAL}revisions: { 1.0.0-rc.3: 1 }\nlifeCycles: { flapping: 3 }\n`;
    const plan = await load(
      text,
      'revisions.1.0.0-rc.2=4',
      'lifeCycles.flapping.stages.cut.lasts=1s',
      'lifeCycles.steady=1',
    );
    expect(plan.revisions).toEqual([
      { revision: '1.0.0-rc.3', weight: 1 },
      { revision: '1.0.0-rc.2', weight: 4 },
    ]);
    expect(plan.lifeCycles.map(({ lifeCycle, weight }) => [lifeCycle.id, weight])).toEqual([
      ['flapping', 3],
      ['steady', 1],
    ]);
    expect(plan.lifeCycles[0]?.lifeCycle.stages[1]?.lasts).toEqual({ kind: 'constant', value: 1000 });
  });

  it.each([
    ['devices', 'PLAN_OVERRIDE: --set devices: write PATH=VALUE'],
    ['=5', 'PLAN_OVERRIDE: --set =5: write PATH=VALUE'],
    ['devices=[', 'PLAN_OVERRIDE: --set devices=[: the value is no YAML'],
    ['devices.x=1', 'PLAN_OVERRIDE: --set devices.x=1: a part of the path is a single value'],
    [
      'devices=many',
      'PLAN_OVERRIDE: --set devices=many: devices is "many"; legal is a whole number from 1 to 10000000',
    ],
    ['polling.evry=5s', 'PLAN_OVERRIDE: --set polling.evry=5s: unknown key "evry" in polling; did you mean "every"?'],
    ['foo.bar=1', 'PLAN_OVERRIDE: --set foo.bar=1: unknown key "foo" in the document'],
    ['__proto__.x=1', 'PLAN_OVERRIDE: --set __proto__.x=1: unknown key "__proto__" in the document'],
  ])('that are wrong are named: %s', async (set, message) => {
    const [line] = await refusal(MINIMAL, set);
    expect(line).toContain(message);
  });

  it('that are wrong beside mistakes of the file come after those', async () => {
    const lines = await refusal(`${MINIMAL}judged: 2\n`, 'devices=0');
    expect(lines).toEqual([
      'PLAN_INVALID: 5:9: judged is 2; legal is a share from 0 to 1, such as 5% or 0.05',
      '--set devices=0: devices is 0; legal is a whole number from 1 to 10000000',
    ]);
  });
});

describe('a mistake in a plan is told with its place, what was received and what is legal:', () => {
  it.each([
    ['devices: 0', '1:10: devices is 0; legal is a whole number from 1 to 10000000'],
    ['duration: 30', '1:11: duration is 30; legal is a span of time such as 250ms, 10s'],
    ['duration: 0s', '1:11: duration is "0s"; legal is 1ms or longer'],
    ['duraton: 30s', '1:1: unknown key "duraton" in the document; did you mean "duration"? legal are name, title'],
    [
      'profiles: { industrial-pcs: 1 }',
      '1:13: there is no capability profile "industrial-pcs"; did you mean "industrial-pc"?',
    ],
    ['profiles: { industrial-pc: 0 }', '1:11: the weights of profiles sum to nothing'],
    ['profiles: { industrial-pc: -1 }', '1:28: profiles.industrial-pc is -1; legal is a weight'],
    ['revisions: { 1.0.0-rc.9: 1 }', '1:14: unknown key "1.0.0-rc.9" in revisions; did you mean "1.0.0-rc.3"?'],
    ['arrivals: sometimes', '1:11: arrivals is "sometimes"; legal is all-at-once, {ramp: 10s}'],
    ['arrivals: { rmap: 10s }', '1:13: unknown key "rmap" in arrivals; did you mean "ramp"?'],
    ['arrivals: { ramp: 10s, poisson: 1/s }', '1:11: arrivals is {"ramp":"10s","poisson":"1/s"}; legal is all-at-once'],
    ['arrivals: { ramp: 2m }', '1:11: the arrivals of 10 devices take 120s, the run only "30s"'],
    ['arrivals: { poisson: 1/h }', '1:11: the arrivals of 10 devices take 36000s'],
    ['arrivals: { stairs: { steps: 5 } }', '1:21: arrivals.stairs lacks "every"'],
    ['polling: { jitter: 1.5 }', '1:20: polling.jitter is 1.5; legal is a share from 0 to 1'],
    ['polling: { every: 0s }', '1:19: polling.every is "0s"; legal is 1ms or longer'],
    ['polling: { hours: { from: 6, to: 6 } }', '1:19: polling.hours begin when they end'],
    ['variation: { architectures: [amd46] }', '1:30: variation.architectures.0 is "amd46"; did you mean "amd64"?'],
    ['operator: { assignAfter: { uniform: [5s, 2s] } }', '1:37: 5s is more than 2s'],
    [
      'conduct: { retryAfter: heed }',
      '1:24: conduct.retryAfter is "heed"; did you mean "heeds"? legal are heeds, ignores',
    ],
    ['conduct: { backoffBase: 2s, backoffMax: 1s }', '1:41: 1s is less than backoffBase, which is 2s'],
    ['objectives: [polll.p99<1ms]', '1:14: "polll.p99<1ms": no measure is called "polll.p99"'],
    ['objectives: [poll.p99<100ms, poll.p99>200ms]', 'poll.p99<100ms and poll.p99>200ms cannot both be met'],
    ['lifeCycles: { stedy: 1 }', '1:15: there is no life cycle "stedy"; did you mean "steady"?'],
    ['lifeCycles: { steady: 0 }', '1:13: the weights of lifeCycles sum to nothing'],
    [
      'lifeCycles: { steady: { selector: { domains: [mining] } } }',
      '1:15: life cycle steady selects no device of this plan',
    ],
    [
      'lifeCycles: { steady: { selector: { domains: [mining] } } }',
      'no life cycle is for all devices of profile industrial-pc',
    ],
    ['lifeCycles: { own: { title: Own, stages: { a: { next: b } } } }', '1:55: there is no stage "b"'],
    ['title: [', '2:1: Flow sequence'],
    ['title: a\ntitle: b', '2:1: Map keys must be unique'],
  ])('%s', async (text, message) => {
    const names = text.split('\n').map((line) => line.split(':', 1)[0]);
    const others = MINIMAL.split('\n').filter((line) => !names.includes(line.split(':', 1)[0]));
    expect((await refusal(`${text}\n${others.join('\n')}`)).join('\n')).toContain(message);
  });

  it('all of them at once, in the order of the file', async () => {
    const lines = await refusal(
      'devices: 0\nduration: 5\nprofiles: { industrial-pcs: 1 }\npolling: { jitter: 2 }\nobjectives: [errors<x]\nlifeCycles: { a: 1 }\n',
    );
    expect(lines.map((line) => line.replace('PLAN_INVALID: ', '').split(':', 1)[0])).toEqual([
      '1',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
    ]);
  });

  it('at most ten of them', async () => {
    const unknown = Array.from({ length: 13 }, (_, index) => `key-${index}: 1\n`).join('');
    const lines = await refusal(`${MINIMAL}${unknown}`);
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('and 3 more');
  });

  it('also where nothing is as it should be', async () => {
    expect(await refusal('- a\n- b\n')).toEqual([
      expect.stringContaining('1:1: the document is ["a","b"]; legal is a fleet plan: a map'),
    ]);
    expect(await refusal('')).toEqual([expect.stringContaining('the document is null')]);
    expect(
      await refusal(
        `a: &a [x, x]\n${'b: [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n'}c: [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n`,
      ),
    ).toEqual([expect.stringContaining('PLAN_INVALID')]);
  });
});

describe('a file that is no plan', () => {
  it('is unreadable', async () => {
    const load2 = (file: string): Promise<FleetPlan> => loadPlan(file, { profiles, lifeCycles });
    await expect(load2(join(folder, 'none.yaml'))).rejects.toThrow(/^PLAN_UNREADABLE: .*none\.yaml/);
    await expect(load2(folder)).rejects.toThrow(/^PLAN_UNREADABLE: .* is not a file/);
    await writeFile(join(folder, 'bytes.yaml'), Buffer.from([0xff, 0xfe, 0x00]));
    await expect(load2(join(folder, 'bytes.yaml'))).rejects.toThrow(/^PLAN_UNREADABLE: .* is not UTF-8 text/);
    await writeFile(join(folder, 'large.yaml'), 'x'.repeat(2 ** 20 + 1));
    await expect(load2(join(folder, 'large.yaml'))).rejects.toThrow(/^PLAN_UNREADABLE: .* has 1048577 bytes/);
  });
});

describe('further objectives', () => {
  const withObjectives = async (text: string, ...objectives: readonly string[]): Promise<readonly string[]> => {
    const file = join(folder, 'objectives.yaml');
    await writeFile(file, text);
    return (await loadPlan(file, { objectives, profiles, lifeCycles })).objectives;
  };

  it('come after those of the plan', async () => {
    const text = `${MINIMAL}objectives: [errors<1%]\n`;
    expect(await withObjectives(text, 'poll.p99<1s', 'violations=0')).toEqual([
      'errors<1%',
      'poll.p99<1s',
      'violations=0',
    ]);
    expect(await withObjectives(MINIMAL, 'poll.p99<1s')).toEqual(['poll.p99<1s']);
  });

  it('that are wrong are named as they were given', async () => {
    const text = `${MINIMAL}objectives: [errors<1%]\n`;
    await expect(withObjectives(text, 'poll.p99<1')).rejects.toThrow(/^PLAN_OVERRIDE: --slo 'poll\.p99<1': /);
    await expect(withObjectives(text, 'errors>2%')).rejects.toThrow(
      /^PLAN_INVALID: .*:5:13: errors<1% and errors>2% cannot both/,
    );
    await expect(withObjectives(`${MINIMAL}objectives: 5\n`, 'errors>2%')).rejects.toThrow(
      /:5:13: objectives is 5; legal is a list/,
    );
  });
});

describe('another revision than the plan has', () => {
  it('is spoken by all, and life cycles for others are left out', async () => {
    const file = join(folder, 'other.yaml');
    await writeFile(file, `${MINIMAL}lifeCycles: { steady: 1, flapping: { selector: { revisions: [1.0.0-rc.3] } } }\n`);
    const plan = await loadPlan(file, { profiles, lifeCycles, revision: '1.0.0-rc.2' });
    expect(plan.revisions).toEqual([{ revision: '1.0.0-rc.2', weight: 1 }]);
    expect(plan.lifeCycles.map(({ lifeCycle }) => lifeCycle.id)).toEqual(['steady']);
  });

  it('is refused where no profile can speak it', async () => {
    const file = join(folder, 'gateways.yaml');
    await writeFile(file, MINIMAL.replace('industrial-pc', 'line-gateway'));
    await expect(loadPlan(file, { profiles, lifeCycles, revision: 'pre-draft-2024' })).rejects.toThrow(
      /^PLAN_INVALID: .*gateways\.yaml:4:11: no profile of this plan can speak revision pre-draft-2024/,
    );
  });
});

describe('the plans at hand', async () => {
  const files = (await readdir(FLEETS)).filter((name) => name.endsWith('.yaml'));

  it.each(files)('%s is one', async (file) => {
    const plan = await loadPlan(join(FLEETS, file), { profiles, lifeCycles });
    expect(`${plan.name}.yaml`).toBe(file);
  });

  it('are eight at least, and one has every life cycle', async () => {
    expect(files.length).toBeGreaterThanOrEqual(8);
    const each = await loadPlan(join(FLEETS, 'one-of-each.yaml'), { profiles, lifeCycles });
    expect(each.lifeCycles.map(({ lifeCycle }) => lifeCycle.id).sort()).toEqual([...lifeCycles.keys()].sort());
  });
});
