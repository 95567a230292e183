import type { CheckResult, RequirementResult, Results, RunInfo } from '../model.ts';
import { clusterText, revisionText } from '../scope.ts';
import type { Change, Circumstance, ResultsDiff } from './model.ts';

/** Compares an earlier run with a later one. */
export function diffResults(before: Results, after: Results): ResultsDiff {
  const changes = changesOf(before.checks, after.checks);
  const newlyFailing = changes.filter((change) => change.after === 'fail');
  const newlyPassing = changes.filter((change) => change.before === 'fail' && change.after === 'pass');
  const told = new Set([...newlyFailing, ...newlyPassing]);
  const rest = changes.filter((change) => !told.has(change));
  return {
    schema: 'waspect/diff/v1',
    verdict: { before: before.verdict, after: after.verdict },
    newlyFailing,
    newlyPassing,
    changed: rest.filter((change) => change.before !== null && change.after !== null),
    added: rest.filter((change) => change.before === null),
    gone: rest.filter((change) => change.after === null),
    requirements: changesOf(before.requirements, after.requirements),
    profiles: {
      onlyBefore: before.run.profiles.filter((profile) => !after.run.profiles.includes(profile)),
      onlyAfter: after.run.profiles.filter((profile) => !before.run.profiles.includes(profile)),
    },
    circumstances: circumstancesOf(before.run, after.run),
    regressed: newlyFailing.length > 0,
  };
}

function changesOf(
  before: readonly (CheckResult | RequirementResult)[],
  after: readonly (CheckResult | RequirementResult)[],
): readonly Change[] {
  const earlier = new Map(before.map((row) => [row.id, row]));
  const later = new Map(after.map((row) => [row.id, row]));
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .toSorted()
    .map((id) => changeOf(id, earlier.get(id), later.get(id)))
    .filter((change) => change.before !== change.after);
}

type Row = CheckResult | RequirementResult | undefined;

function changeOf(id: string, before: Row, after: Row): Change {
  const told = after ?? before;
  return {
    id,
    before: before?.verdict ?? null,
    after: after?.verdict ?? null,
    message: told !== undefined && 'message' in told ? told.message : '',
  };
}

function circumstancesOf(before: RunInfo, after: RunInfo): readonly Circumstance[] {
  const earlier = factsOf(before);
  return Object.entries(factsOf(after))
    .map(([name, value]) => ({ name, before: earlier[name] ?? '', after: value }))
    .filter((fact) => fact.before !== fact.after);
}

function factsOf(run: RunInfo): Readonly<Record<string, string>> {
  return {
    tool: run.tool,
    catalogue: run.catalogue,
    revision: revisionText(run),
    profiles: run.profiles.join(', '),
    cluster: run.cluster === undefined ? '' : clusterText(run.cluster),
    engine: run.engine?.name ?? '',
    effort: run.effort,
    seed: String(run.seed),
    target: run.target.name,
    version: run.target.version,
    endpoint: run.target.endpoint,
    complete: run.partial ? 'no' : 'yes',
  };
}
