import type { Results } from '../../model.ts';
import { duration } from '../../text.ts';
import type { FleetPlanSummary } from '../model.ts';

/** Why two plans do not ask for the same load; none where they do. */
export function planDifferences(base: FleetPlanSummary, head: FleetPlanSummary): readonly string[] {
  if (base.digest === head.digest) return [];
  const shown = (plan: FleetPlanSummary): readonly (readonly [string, string])[] => [
    ['Plan', plan.name],
    ['Devices', String(plan.devices)],
    ['Duration', duration(plan.durationMs)],
    ...plan.facts,
  ];
  const found = differing(shown(base), shown(head));
  return found.length > 0 ? found : ['something of the plan that is not shown here'];
}

/** What may explain a change, or make it mean something else. */
export function runDifferences({ run: base }: Results, { run: head }: Results): readonly string[] {
  const shown = ({ target, revision, seed, tool }: Results['run']): readonly (readonly [string, string])[] => [
    ['Product', target.name],
    ['Version', target.version],
    ['Endpoint', target.endpoint],
    ['Revision', revision],
    ['Seed', String(seed)],
    ['waspect', tool],
  ];
  return differing(shown(base), shown(head));
}

type Facts = readonly (readonly [name: string, value: string])[];

function differing(base: Facts, head: Facts): readonly string[] {
  const [first, second] = [new Map(base), new Map(head)];
  const names = new Set([...first.keys(), ...second.keys()]);
  return [...names].flatMap((name) => {
    const [a = 'nothing', b = 'nothing'] = [first.get(name), second.get(name)];
    return a === b ? [] : `${name}: ${a}, then ${b}`;
  });
}
