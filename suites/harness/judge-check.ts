import type { CheckResult, CheckVerdict, Counterexample, Level, Violation } from '../../reports/model.ts';
import type { Check, CheckNeeds } from './check.ts';
import { FAILURE_LIMITS, recordEntries, SAMPLE_LIMITS } from './evidence/record.ts';
import { reproScript } from './evidence/repro.ts';
import { ConfigurationError, messageOf } from './failure.ts';
import { Refuted } from './property.ts';
import type { Session } from './session/session.ts';
import type { Surroundings } from './settings.ts';
import { Trial } from './trial.ts';
import { type BrokenRequirement, NotApplicable, NotEvaluated, OwnFault, Violated } from './verdict.ts';
import { levelOf } from './without-judgement.ts';

/** Judges one check and never throws: whatever happens is a verdict. Evidence is taken before anything is tidied up. */
export async function judgeCheck(check: Check, session: Session): Promise<CheckResult> {
  const start = performance.now();
  const trial = new Trial(session, check);
  const ending = silence(session) ?? unmetNeed(check, session) ?? (await judged(check, trial));
  const passed = ending.verdict === 'pass';
  const entries = trial.transcript.entries;
  const result: CheckResult = {
    id: check.id,
    title: check.title,
    requirements: check.requirements,
    ...(check.profile && { profile: check.profile }),
    level: levelOf(check.requirements, session.revision.id),
    verdict: ending.verdict,
    durationMs: Math.round(performance.now() - start),
    message: ending.message,
    observations: trial.observations,
    positions: [...trial.positions].sort(),
    counterexample: ending.counterexample ?? null,
    exchanges: recordEntries(entries, passed ? SAMPLE_LIMITS : FAILURE_LIMITS),
    repro: passed || entries.length === 0 ? null : reproScript(check.id, entries, session.target),
    violations: ending.violations,
    judged: [...trial.judged].sort(),
    expectation: null,
    ...(trial.timeline && { timeline: trial.timeline }),
    ...(trial.sequences && { sequences: trial.sequences }),
  };
  await trial.release().catch(() => undefined);
  return result;
}

interface Ending {
  readonly verdict: CheckVerdict;
  readonly message: string;
  readonly violations: readonly Violation[];
  readonly counterexample?: Counterexample;
}

const ending = (verdict: CheckVerdict, message: string): Ending => ({ verdict, message, violations: [] });

/** Nobody is waited for who has not answered anybody for a long time. */
function silence({ pulses }: Session): Ending | undefined {
  if (pulses.wfm.gone)
    return ending('notEvaluated', 'the WFM no longer answers: many requests of several clients in a row got no answer');
  if (pulses.operator.gone)
    return ending('configError', 'CONTROL_SILENT: the control hook no longer answers; look at it, and run again');
  return undefined;
}

function unmetNeed({ needs = {} }: Check, session: Session): Ending | undefined {
  const { target, controlDescription, identities } = session;
  const { feature, verbs = [], issuer = false, discovery = false, otherEndpoint = false } = needs;
  if (feature && target.undeclared.includes(feature))
    return ending('notApplicable', `the target does not claim the feature ${feature}`);
  if (discovery && target.identity.discovery === null)
    return ending('notApplicable', 'the target names no trust discovery document (identity.discovery)');
  if (otherEndpoint && target.separate.length === 0)
    return ending(
      'notApplicable',
      `the target names no endpoint beside ${target.endpoint.name} that has an authorisation of its own (endpoints, without shared)`,
    );
  const missing = verbs.filter((verb) => !controlDescription.supports.has(verb));
  if (missing.length > 0)
    return ending('notEvaluated', `the control hook does not support the verb ${missing.join(', ')}`);
  if (issuer && !identities.issuer)
    return ending('notEvaluated', 'needs identities of a kind that only a lent issuer can mint (identity.issuer)');
  return unmetSurroundings(needs, session.settings.surroundings);
}

function unmetSurroundings(needs: CheckNeeds, { cluster, engine }: Surroundings): Ending | undefined {
  if (needs.cluster && cluster === null)
    return ending('notEvaluated', 'needs a Kubernetes cluster to deploy to; to get one: waspect cluster up');
  if (needs.engine && engine === null)
    return ending(
      'notEvaluated',
      'needs a container engine with Compose to deploy to; start Docker, and run again with --engine auto',
    );
  return undefined;
}

async function judged(check: Check, trial: Trial): Promise<Ending> {
  try {
    await check.judge(trial);
  } catch (error) {
    return thrown(error, trial, check);
  }
  const warnings = trial.warnings.map((warning) => violation(warning, 'warn', trial));
  const [first] = warnings;
  return first ? { verdict: 'warn', message: sentence(first), violations: warnings } : ending('pass', '');
}

function thrown(error: unknown, trial: Trial, { restsOn = [] }: Check): Ending {
  const warnings = trial.warnings.map((warning) => violation(warning, 'warn', trial));
  if (error instanceof Violated && restsOn.includes(error.violation.requirement))
    return { ...ending('notEvaluated', `on the way, ${error.message}`), violations: warnings };
  if (error instanceof Violated) {
    // Also an answer that never came is as grave as the rule that wanted one.
    const verdict = brokenLevel(error.violation, trial) === 'MUST' ? 'fail' : 'warn';
    const broken = violation(error.violation, verdict, trial);
    const counterexample = error instanceof Refuted ? { counterexample: error.counterexample } : {};
    return { verdict, message: sentence(broken), violations: [broken, ...warnings], ...counterexample };
  }
  if (error instanceof NotApplicable) return ending('notApplicable', error.message);
  if (error instanceof NotEvaluated) return { ...ending('notEvaluated', error.message), violations: warnings };
  if (error instanceof ConfigurationError) return ending('configError', error.message);
  if (error instanceof OwnFault) {
    const { counterexample, message } = error;
    return { ...ending('harnessError', message), ...(counterexample && { counterexample }) };
  }
  return ending('harnessError', ownFault(error));
}

/** Our own fault, in one line: what was thrown, and the place in our code, without the folders of this machine. */
function ownFault(error: unknown): string {
  if (!(error instanceof Error)) return `a check threw ${messageOf(error)}; please report this`;
  const [, place] = /^\s+at .*?((?:suites|simulator)[/\\][^\n)]*)/m.exec(error.stack ?? '') ?? [];
  const what = error.message.split('\n', 1).join();
  return `${error.name}: ${what}${place ? ` (${place})` : ''}; this is a fault of waspect, please report it`;
}

const violation = (broken: BrokenRequirement, severity: Violation['severity'], trial: Trial): Violation => ({
  ...broken,
  level: brokenLevel(broken, trial),
  severity,
});

function brokenLevel({ requirement }: BrokenRequirement, { session: { catalogue, revision } }: Trial): Level {
  const row = catalogue.requirementIn(revision.id, requirement) ?? catalogue.requirement(requirement);
  return row.level;
}

const sentence = ({ requirement, expected, received }: Violation): string =>
  `${requirement}: expected ${expected}; received ${received}`;
