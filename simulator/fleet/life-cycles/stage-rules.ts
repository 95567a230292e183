import type { DistributionEntry, StageEntry } from '../reading/entries.ts';
import { suggestion } from '../reading/explain.ts';
import { type Mistake, shown } from '../reading/mistake.ts';
import { milliseconds } from '../reading/values.ts';
import { nextOf } from './stages.ts';

/** What a schema cannot say against the stages of a life cycle. */
export function stageMistakes(stages: Readonly<Record<string, StageEntry>>): readonly Mistake[] {
  const [first] = Object.keys(stages);
  const ways = Object.entries(stages).flatMap(([name, stage]) => successorMistakes(name, stage, stages));
  return [
    ...Object.entries(stages).flatMap(([name, stage]) => conductMistakes(name, stage)),
    ...(first === undefined ? [] : startMistakes(first, stages[first])),
    // A misspelt name leaves a stage without a way to it.
    ...(ways.length > 0 ? ways : unreachable(stages)),
  ];
}

function successorMistakes(
  name: string,
  stage: StageEntry,
  stages: Readonly<Record<string, StageEntry>>,
): readonly Mistake[] {
  const path = ['stages', name, 'next'];
  const successors = Object.entries(nextOf(stage));
  const names = Object.keys(stages);
  const unknown = successors
    .filter(([next]) => !names.includes(next))
    .map(([next]) => ({ path, key: next, text: `there is no stage ${shown(next)}; ${suggestion(next, names)}` }));
  if (unknown.length > 0) return unknown;
  if (successors.length === 0)
    return stage.lasts === undefined
      ? []
      : [
          {
            path: ['stages', name, 'lasts'],
            text: `stage ${name} ends, but has no next; say what comes, or leave lasts out`,
          },
        ];
  if (successors.every(([, weight]) => weight === 0))
    return [{ path, text: `the weights of what follows ${name} sum to nothing` }];
  const endless = successors.filter(([next]) => stages[next]?.together === undefined);
  if (stage.lasts !== undefined || endless.length === 0) return [];
  return [
    {
      path,
      text: `stage ${name} has a next and never ends; say how long it lasts, or give ${endless[0]?.[0]} a together`,
    },
  ];
}

function conductMistakes(name: string, { lasts, network, deploying, conduct = {} }: StageEntry): readonly Mistake[] {
  const at = (...rest: readonly string[]): readonly string[] => ['stages', name, ...rest];
  return [
    ...distributionMistakes(lasts, at('lasts')),
    ...distributionMistakes(network?.delay, at('network', 'delay')),
    ...distributionMistakes(deploying?.takes, at('deploying', 'takes')),
    ...backoffMistakes(conduct, at('conduct')),
  ];
}

export function distributionMistakes(
  entry: DistributionEntry | undefined,
  path: readonly string[],
): readonly Mistake[] {
  if (typeof entry !== 'object' || !('uniform' in entry)) return [];
  const [least = '', most = ''] = entry.uniform;
  if (milliseconds(least) <= milliseconds(most)) return [];
  return [{ path: [...path, 'uniform'], text: `${least} is more than ${most}; legal is the least first` }];
}

export function backoffMistakes(
  { backoffBase, backoffMax }: { readonly backoffBase?: string; readonly backoffMax?: string },
  path: readonly string[],
): readonly Mistake[] {
  if (backoffBase === undefined || backoffMax === undefined) return [];
  if (milliseconds(backoffBase) <= milliseconds(backoffMax)) return [];
  return [{ path: [...path, 'backoffMax'], text: `${backoffMax} is less than backoffBase, which is ${backoffBase}` }];
}

function startMistakes(name: string, stage: StageEntry | undefined): readonly Mistake[] {
  if (stage?.power !== 'off') return [];
  return [
    { path: ['stages', name, 'power'], text: `a device arrives in the first stage, ${name}, and cannot be off in it` },
  ];
}

function unreachable(stages: Readonly<Record<string, StageEntry>>): readonly Mistake[] {
  const names = Object.keys(stages);
  const reached = new Set<string>();
  const open = names.slice(0, 1);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    open.push(...Object.entries(nextOf(stages[name] ?? {})).flatMap(([next, weight]) => (weight === 0 ? [] : [next])));
  }
  return names
    .filter((name) => !reached.has(name))
    .map((name) => ({
      path: ['stages'],
      key: name,
      text: `no way leads to stage ${name}; name it in a next, or leave it out`,
    }));
}
