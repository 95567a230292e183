import { parse, stringify } from 'yaml';
import type { Labels } from '../../../engine/api/engine-api.ts';
import { ComposeFailure } from './failure.ts';

/** What has to be known of a Compose application, with everything substituted. */
export interface Application {
  readonly services: readonly Service[];
}

export interface Service {
  readonly name: string;
  /** Null where it is built and has no name for the result. */
  readonly image: string | null;
  readonly isBuilt: boolean;
  /** Another service waits for its good end, so that it does not have to go on running. */
  readonly mayComplete: boolean;
}

/** Reads what `compose config` has printed. @throws ComposeFailure COMPOSE_INVALID */
export function applicationOf(config: string): Application {
  const services = Object.entries(objectOf(objectOf(parse(config))['services']));
  if (services.length === 0)
    throw new ComposeFailure('COMPOSE_INVALID', 'compose.yaml has no services; an application has at least one');
  const awaited = new Set(services.flatMap(([, service]) => completionsOf(objectOf(service)['depends_on'])));
  return {
    services: services.map(([name, service]) => {
      const { image, build } = objectOf(service);
      return {
        name,
        image: typeof image === 'string' ? image : null,
        isBuilt: build !== undefined,
        mayComplete: awaited.has(name),
      };
    }),
  };
}

/** A second Compose file that labels the containers, so that the artifact stays as it was verified. */
export const overrideOf = ({ services }: Application, labels: Labels): string =>
  stringify({ services: Object.fromEntries(services.map(({ name }) => [name, { labels: literal(labels) }])) });

/** Compose substitutes variables in every text: a doubled dollar stands for one. */
const literal = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, value.replaceAll('$', '$$$$')]));

const completionsOf = (dependencies: unknown): readonly string[] =>
  Object.entries(objectOf(dependencies))
    .filter(([, dependency]) => objectOf(dependency)['condition'] === 'service_completed_successfully')
    .map(([name]) => name);

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
