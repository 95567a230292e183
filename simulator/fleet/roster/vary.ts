import type { Connectivity, Profile } from '../../device/profiles/profile.ts';
import type { Random } from '../../device/time/random.ts';
import { CPU_ARCHITECTURES } from '../../protocol/documents.ts';
import type { Variation } from '../plan/plan.ts';
import { variedMemory } from './memory.ts';

type Properties = NonNullable<Profile['properties']>;

/** How one machine departs from its profile. Always draws the same number of times, so that one figure does not change another. */
export function vary(profile: Profile, variation: Variation, random: Random): Profile {
  const swing = (share: number): number => 1 + share * (2 * random.next() - 1);
  const cpuFactor = swing(variation.cpu);
  const memoryFactor = swing(variation.memory);
  const architecture = oneOf(variation.architectures, random.next());
  const hasAll = { runtimes: random.next() >= variation.runtimes, security: random.next() >= variation.security };
  const missing = { runtime: random.next(), standard: random.next() };
  const isAsUsual = random.next() >= variation.connectivity;
  const pattern = random.next();
  const { properties, languageRuntimes, security, connectivity } = profile;
  const fewer = hasAll.runtimes
    ? { properties, languageRuntimes }
    : withoutOneRuntime(properties, languageRuntimes, missing.runtime);
  return {
    ...without(profile, 'properties', 'languageRuntimes'),
    ...(fewer.languageRuntimes && { languageRuntimes: fewer.languageRuntimes }),
    ...(fewer.properties && { properties: resized(fewer.properties, cpuFactor, memoryFactor, architecture) }),
    security: hasAll.security ? security : withoutOne(security, missing.standard),
    connectivity: isAsUsual ? connectivity : otherwise(connectivity, pattern),
  };
}

function resized(
  properties: Properties,
  cpuFactor: number,
  memoryFactor: number,
  architecture: string | undefined,
): Properties {
  const { cpus, memory } = properties;
  const other = CPU_ARCHITECTURES.find((known) => known === architecture);
  return {
    ...properties,
    ...(cpus && {
      cpus: cpus.map((cpu) => ({
        ...cpu,
        cores: Math.max(1, Math.round(cpu.cores * cpuFactor)),
        // Who does not say its architecture goes on not saying it.
        ...(other !== undefined && cpu.architecture !== undefined && { architecture: other }),
      })),
    }),
    ...(memory !== undefined && { memory: variedMemory(memory, memoryFactor) }),
  };
}

/** A language runtime, or one of several types of deployments: a host keeps what it deploys with. */
function withoutOneRuntime(
  properties: Properties | undefined,
  languages: readonly string[] | undefined,
  uniform: number,
): { properties: Properties | undefined; languageRuntimes: readonly string[] | undefined } {
  const types = properties?.supportedDeploymentTypes ?? [];
  const spare = types.length > 1 ? types : [];
  const gone = oneOf([...(languages ?? []), ...spare], uniform);
  const left = languages?.filter((language) => language !== gone);
  return {
    properties: properties && {
      ...properties,
      ...(spare.length > 0 && { supportedDeploymentTypes: spare.filter((type) => type !== gone) }),
    },
    languageRuntimes: left?.length === 0 ? undefined : left,
  };
}

const PATTERNS: readonly Connectivity['pattern'][] = ['steady', 'intermittent', 'scheduled'];
const USUAL_SPANS = { upSeconds: 3600, downSeconds: 600 } as const;

function otherwise(connectivity: Connectivity, uniform: number): Connectivity {
  const others = PATTERNS.filter((pattern) => pattern !== connectivity.pattern);
  const pattern = oneOf(others, uniform) ?? connectivity.pattern;
  return pattern === 'steady' ? { pattern } : { ...USUAL_SPANS, ...connectivity, pattern };
}

const withoutOne = (list: readonly string[], uniform: number): readonly string[] => {
  const gone = Math.floor(uniform * list.length);
  return list.filter((_, index) => index !== gone);
};

const oneOf = <Item>(list: readonly Item[], uniform: number): Item | undefined =>
  list[Math.floor(uniform * list.length)];

function without<Whole, Key extends keyof Whole>(whole: Whole, ...keys: readonly Key[]): Omit<Whole, Key> {
  const rest = { ...whole };
  for (const key of keys) delete rest[key];
  return rest;
}
