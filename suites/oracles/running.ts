import { type JsonObject, jsonEquals, stringifyJson } from '../../simulator/protocol/json.ts';
import { broken, HOLDS, type Judgement } from './judgement.ts';

/** What a component is made of, wherever it runs. */
export interface ComponentContent {
  /** `oci://…` */
  readonly repository: string;
  readonly revision: string;
  /** As the workload has them: the pointers of the parameters resolved, types kept. */
  readonly values: JsonObject;
}

/** A component of a deployment on a device. */
export interface ComponentPlace {
  readonly deviceId: string;
  readonly deploymentId: string;
  readonly component: string;
}

/** A component that is really there, as the place where it runs shows it. */
export interface RunningComponent extends ComponentPlace, ComponentContent {
  readonly ready: boolean;
}

/** Which outcomes are right for a component; for one that nothing is expected of, it is absence. */
export interface ExpectedComponent extends ComponentPlace {
  readonly legal: readonly (ExpectedContent | 'absent')[];
}

export interface ExpectedContent extends ComponentContent {
  /** `any` for what is left of an installation that failed. */
  readonly ready: boolean | 'any';
}

/** What runs is what is expected, component by component, and nothing else. */
export function runsExactly(running: readonly RunningComponent[], expected: readonly ExpectedComponent[]): Judgement {
  const there = new Map<string, readonly RunningComponent[]>();
  for (const each of running) there.set(placeOf(each), [...(there.get(placeOf(each)) ?? []), each]);
  for (const each of expected) {
    const place = placeOf(each);
    const judgement = fits(place, there.get(place) ?? [], each.legal);
    if (!judgement.ok) return judgement;
    there.delete(place);
  }
  const [left] = there.values();
  return left?.[0] ? broken(`nothing as ${placeOf(left[0])}`, show(left[0])) : HOLDS;
}

function fits(place: string, found: readonly RunningComponent[], legal: ExpectedComponent['legal']): Judgement {
  const [only, another] = found;
  const wanted = `${place}: ${legal.map((each) => (each === 'absent' ? 'nothing' : show(each))).join(', or ')}`;
  if (another) return broken(wanted, `${found.length} of it`);
  const right = legal.some((each) => (each === 'absent' ? !only : only !== undefined && isAs(only, each)));
  return right ? HOLDS : broken(wanted, only ? show(only) : 'nothing there');
}

const isAs = (running: RunningComponent, wanted: ExpectedContent): boolean =>
  running.repository === wanted.repository &&
  running.revision === wanted.revision &&
  jsonEquals(running.values, wanted.values) &&
  (wanted.ready === 'any' || running.ready === wanted.ready);

const placeOf = ({ deviceId, deploymentId, component }: ComponentPlace): string =>
  `component ${component} of ${deploymentId} on ${deviceId}`;

const show = ({ repository, revision, values, ready }: ExpectedContent): string =>
  `${repository} ${revision} with ${stringifyJson(values)}${ready === false ? ', not ready' : ''}`;
