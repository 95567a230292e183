import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PlanError } from '../plan/plan-error.ts';
import { complaint } from '../reading/complaint.ts';
import { readText } from '../reading/read-text.ts';
import { YamlSource } from '../reading/yaml-source.ts';
import type { LifeCycle } from './life-cycle.ts';
import { resolveLifeCycle } from './resolve-life-cycle.ts';

/** Life cycles by their ids, each as it stands in its file too, for plans that change a part of it. */
export type LifeCycleSet = ReadonlyMap<string, LoadedLifeCycle>;

export interface LoadedLifeCycle {
  readonly lifeCycle: LifeCycle;
  /** As YAML has it; a copy is nobody else's. */
  readonly document: unknown;
}

const SUFFIX = '.yaml';

/**
 * Reads all life cycles of a folder.
 * @throws PlanError LIFE_CYCLE_INVALID, with place and legal values of every mistake in a file; LIFE_CYCLE_UNREADABLE
 */
export async function loadLifeCycles(folder: string): Promise<LifeCycleSet> {
  const names = await entriesOf(folder);
  const loaded = await Promise.all(names.map((name) => loadLifeCycle(join(folder, name))));
  return new Map(loaded.map((found) => [found.lifeCycle.id, found]));
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(SUFFIX)).sort();
  } catch (cause) {
    throw new PlanError('LIFE_CYCLE_UNREADABLE', `${folder} is no folder of life cycles: ${messageOf(cause)}`, {
      cause,
    });
  }
}

async function loadLifeCycle(file: string): Promise<LoadedLifeCycle> {
  const { source, document } = await sourceOf(file);
  const read = resolveLifeCycle(document);
  if ('mistakes' in read)
    throw invalid(read.mistakes.map((mistake) => `${source.placeOf(mistake).text}: ${mistake.text}`));
  const { id } = read.lifeCycle;
  if (id === basename(file, SUFFIX)) return { lifeCycle: read.lifeCycle, document };
  throw invalid([`${source.placeOf({ path: ['id'] }).text}: id is ${id}; name the file ${id}${SUFFIX}`]);
}

async function sourceOf(file: string): Promise<{ source: YamlSource; document: unknown }> {
  try {
    const source = new YamlSource(file, await readText(file));
    const mistakes = source.syntaxMistakes();
    if (mistakes.length > 0) throw invalid(mistakes);
    return { source, document: source.value() };
  } catch (cause) {
    if (cause instanceof PlanError) throw cause;
    throw new PlanError('LIFE_CYCLE_UNREADABLE', `${file}: ${messageOf(cause)}; it has to be YAML`, { cause });
  }
}

const invalid = (lines: readonly string[]): PlanError => new PlanError('LIFE_CYCLE_INVALID', complaint(lines));

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
