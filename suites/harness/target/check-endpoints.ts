import { nearest } from '../../../simulator/errors/nearest.ts';
import { ConfigurationError } from '../failure.ts';
import type { EndpointEntry } from './entries.ts';

/** An endpoint of a target file, in the long form, under its name. */
export type NamedEndpoint = readonly [name: string, entry: EndpointEntry];

/**
 * Refuses endpoints that cannot be told apart, and shared credentials of nobody: `TARGET_ENDPOINT_TWICE`,
 * `TARGET_ENDPOINT_SHARED`.
 */
export function checkEndpoints(entries: readonly NamedEndpoint[]): void {
  const seen = new Map<string, string>();
  for (const [name, { url }] of entries) {
    const place = (URL.parse(url)?.href ?? url).replace(/\/+$/, '');
    const first = seen.get(place);
    if (first !== undefined)
      throw new ConfigurationError(
        'TARGET_ENDPOINT_TWICE',
        `the endpoints ${first} and ${name} both have the URL ${url}; name each endpoint once`,
      );
    seen.set(place, name);
  }
  const names = entries.map(([name]) => name);
  for (const [name, { shared = [] }] of entries) for (const other of shared) checkShared(name, other, names);
}

function checkShared(name: string, other: string, names: readonly string[]): void {
  if (other === name)
    throw new ConfigurationError(
      'TARGET_ENDPOINT_SHARED',
      `endpoints.${name}.shared names ${name} itself; name the other endpoints that accept the same credentials`,
    );
  if (names.includes(other)) return;
  const suggestion = nearest(other, names);
  throw new ConfigurationError(
    'TARGET_ENDPOINT_SHARED',
    `endpoints.${name}.shared names ${JSON.stringify(other)}, which is no endpoint of this file; ${suggestion ? `did you mean ${suggestion}?` : `known are ${names.join(', ')}`}`,
  );
}
