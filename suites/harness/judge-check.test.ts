import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckVerdict } from '../../reports/model.ts';
import type { Exchange } from '../../simulator/protocol/exchange.ts';
import { broken, HOLDS } from '../oracles/judgement.ts';
import type { Check, CheckDefinition } from './check.ts';
import { ConfigurationError } from './failure.ts';
import { judgeCheck } from './judge-check.ts';
import { freshPulses } from './session/pulse.ts';
import type { Session } from './session/session.ts';
import { sharedSession } from './testing/shared-session.test-support.ts';
import type { Trial } from './trial.ts';
import { NotApplicable, NotEvaluated } from './verdict.ts';

let shared: Awaited<ReturnType<typeof sharedSession>>;
let level: Readonly<Record<'MUST' | 'SHOULD' | 'MAY' | 'OTHER', string>>;
let unsettled: string;

beforeAll(async () => {
  shared = await sharedSession((request, response) => {
    request.resume();
    response.writeHead(200, { 'set-cookie': 'secret=1' }).end('{}');
  });
  const { catalogue } = shared.session;
  const ids = (wanted: string) =>
    catalogue.rowsFor('1.0.0-rc.3').flatMap((row) => (row.level === wanted ? [row.id] : []));
  const [MUST = '', OTHER = ''] = ids('MUST');
  const [[SHOULD = ''], [MAY = '']] = [ids('SHOULD'), ids('MAY')];
  level = { MUST, OTHER, SHOULD, MAY };
  unsettled = catalogue.positions.find(({ settled }) => !settled)?.id ?? '';
});
afterAll(() => shared.close());

const judged = (
  judge: (trial: Trial) => Promise<void>,
  definition: Partial<CheckDefinition> = {},
  session: Partial<Session> = {},
) => {
  const requirements = [level.MUST, level.SHOULD, level.MAY] as const;
  const check: Check = { id: 'a/check', title: 'A check', requirements, ...definition, judge };
  return judgeCheck(check, { ...shared.session, pulses: freshPulses(), ...session });
};

const unanswered: Exchange = {
  actor: 'w-1',
  origin: 'https://127.0.0.1',
  request: { method: 'GET', path: '/', headers: [], body: null },
  startedAt: 0,
  durationMs: 0,
  outcome: { kind: 'failure', failure: { code: 'TIMED_OUT', message: 'no answer' } },
};

describe('the verdict of a check', () => {
  it.each<readonly [verdict: CheckVerdict, judge: (trial: Trial) => Promise<void>, says: RegExp]>([
    ['pass', async () => undefined, /^$/],
    ['fail', async (trial) => trial.judge(level.MUST, broken('this', 'that')), /: expected this; received that$/],
    ['warn', async (trial) => trial.judge(level.SHOULD, broken('this', 'that')), /: expected this; received that$/],
    ['pass', async (trial) => trial.judge(level.MAY, broken('this', 'that')), /^$/],
    [
      'warn',
      async (trial) => trial.judge(level.MUST, broken('this', 'that'), { position: unsettled }),
      /expected this/,
    ],
    ['notApplicable', async () => Promise.reject(new NotApplicable('no gateways')), /^no gateways$/],
    ['notEvaluated', async () => Promise.reject(new NotEvaluated('no client')), /^no client$/],
    ['configError', async () => Promise.reject(new ConfigurationError('CODE', 'mend it')), /^CODE: mend it$/],
    [
      'harnessError',
      async () => Promise.reject(new TypeError('oops')),
      /^TypeError: oops .*; this is a fault of waspect/,
    ],
    ['harnessError', async () => Promise.reject('a text'), /^a check threw a text; please report this$/],
    ['harnessError', async () => Promise.reject(Object.create(null)), /something that has no words/],
    [
      'harnessError',
      async (trial) => trial.judge('XXX-999', broken('a', 'b')),
      /UNCITED_REQUIREMENT: a\/check judges XXX-999/,
    ],
  ])('is %s', async (verdict, judge, says) => {
    const result = await judged(judge);
    expect(result.verdict).toBe(verdict);
    expect(result.message).toMatch(says);
    expect(result.message).not.toContain('\n');
  });

  it.each([
    ['MUST', 'fail'],
    ['SHOULD', 'warn'],
  ] as const)('is as grave as the rule where no answer came: %s, %s', async (wanted, verdict) => {
    const result = await judged(async (trial) => void trial.answer(unanswered, level[wanted]));
    expect(result).toMatchObject({ verdict, violations: [{ severity: verdict, requirement: level[wanted] }] });
  });

  describe('of an earlier revision', () => {
    const cited = { requirements: ['GEN-006', 'DSA-004'] } as const;
    const judgedEarlier = (judge: (trial: Trial) => Promise<void>) =>
      judged(judge, cited, { revision: { ...shared.session.revision, id: '1.0.0-rc.2' } });

    it('knows nothing of a rule that came later', async () => {
      const result = await judgedEarlier(async (trial) => trial.judge('GEN-006', broken('this', 'that')));
      expect(result).toMatchObject({ verdict: 'pass', judged: [], violations: [] });
    });

    it('is not ended by a rule that came later', async () => {
      const judge = async (trial: Trial): Promise<void> => trial.hold('GEN-006', broken('this', 'that'));
      expect(await judged(judge, cited)).toMatchObject({ verdict: 'fail' });
      expect(await judgedEarlier(judge)).toMatchObject({ verdict: 'pass', violations: [] });
    });

    it('takes a rule at the level that it had', async () => {
      const judge = async (trial: Trial): Promise<void> => trial.judge('DSA-004', broken('this', 'that'));
      expect(await judged(judge, cited)).toMatchObject({ verdict: 'fail', violations: [{ level: 'MUST' }] });
      expect(await judgedEarlier(judge)).toMatchObject({
        level: 'SHOULD',
        verdict: 'warn',
        violations: [{ level: 'SHOULD' }],
      });
    });

    it('lays an answer that never came to the first rule that there is', async () => {
      const result = await judgedEarlier(async (trial) => void trial.answer(unanswered, 'GEN-006'));
      expect(result).toMatchObject({ verdict: 'warn', violations: [{ requirement: 'DSA-004' }] });
    });
  });

  it('that warns and then fails tells both, the failure first', async () => {
    const { violations, positions } = await judged(async (trial) => {
      trial.judge(level.SHOULD, broken('x', 'y'), { position: unsettled });
      trial.judge(level.MUST, broken('this', 'that'));
    });
    expect(violations.map(({ severity, requirement }) => [severity, requirement])).toEqual([
      ['fail', level.MUST],
      ['warn', level.SHOULD],
    ]);
    expect(positions).toEqual([unsettled]);
  });

  it('is not there where what it rests on is broken, and what it rests on counts as judged nowhere', async () => {
    const restsOn = { restsOn: [level.OTHER] };
    const onTheWay = await judged(async (trial) => trial.judge(level.OTHER, broken('this', 'that')), restsOn);
    expect(onTheWay).toMatchObject({
      verdict: 'notEvaluated',
      message: `on the way, ${level.OTHER}: expected this; received that`,
      violations: [],
      judged: [],
    });
    const held = await judged(async (trial) => {
      trial.judge(level.OTHER, HOLDS);
      trial.judge(level.MUST, HOLDS);
    }, restsOn);
    expect(held).toMatchObject({ verdict: 'pass', judged: [level.MUST] });
  });

  it('is not there where a need is not met', async () => {
    const never = async (): Promise<void> => Promise.reject(new Error('it was judged'));
    const { session } = shared;
    const few: Session['controlDescription'] = { ...session.controlDescription, supports: new Set(['admit']) };
    const undeclared: Session['target'] = { ...session.target, undeclared: ['gateways'] };
    const dead = freshPulses();
    for (let times = 0; times < 24; times++) dead.wfm.silent(10);
    expect(await judged(never, { needs: { verbs: ['admit', 'restart'] } }, { controlDescription: few })).toMatchObject({
      verdict: 'notEvaluated',
      message: 'the control hook does not support the verb restart',
    });
    expect((await judged(never, { needs: { feature: 'gateways' } }, { target: undeclared })).verdict).toBe(
      'notApplicable',
    );
    expect((await judged(never, { needs: { discovery: true } })).verdict).toBe('notApplicable');
    expect(await judged(never, { needs: { otherEndpoint: true } })).toMatchObject({
      verdict: 'notApplicable',
      message: expect.stringMatching(/^the target names no endpoint beside test that has an authorisation of its own/),
    });
    const borrowed: Session['identities'] = { ...session.identities, issuer: null };
    expect((await judged(never, { needs: { issuer: true } }, { identities: borrowed })).verdict).toBe('notEvaluated');
    for (const [need, remedy] of [
      ['cluster', /to get one: waspect cluster up$/],
      ['engine', /run again with --engine auto$/],
    ] as const)
      expect(await judged(never, { needs: { [need]: true } })).toMatchObject({
        verdict: 'notEvaluated',
        message: expect.stringMatching(remedy),
      });
    expect(await judged(never, {}, { pulses: dead })).toMatchObject({
      verdict: 'notEvaluated',
      message: expect.stringMatching(/^the WFM no longer answers: /),
    });
  });
});

describe('the evidence of a check', () => {
  it('is a sample where it passes, and all with a repeat script where it does not', async () => {
    const asking = (ending: (trial: Trial) => void) => async (trial: Trial) => {
      const client = await trial.client({ admitted: false });
      for (let times = 0; times < 10; times++) await client.raw.readDesiredState();
      ending(trial);
    };
    const passed = await judged(asking(() => undefined));
    expect([passed.exchanges.length, passed.repro]).toEqual([4, null]);
    const failed = await judged(asking((trial) => trial.judge(level.MUST, broken('this', 'that'))));
    expect(failed.exchanges).toHaveLength(10);
    expect(failed.repro).toContain('/api/v1/deployments');
    expect(JSON.stringify(failed)).not.toMatch(/secret=1|PRIVATE KEY/);
  });
});

it('a pulse is gone after a silence that nobody broke', () => {
  const { wfm } = freshPulses();
  for (let times = 0; times < 239; times++) wfm.silent();
  expect(wfm.gone).toBe(false);
  wfm.answered();
  wfm.silent(239);
  expect(wfm.gone).toBe(false);
  wfm.silent();
  expect(wfm.gone).toBe(true);
});
