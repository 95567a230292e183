import { nearest } from '../../../simulator/errors/nearest.ts';
import { ConfigurationError } from '../failure.ts';
import { checkEndpoints, type NamedEndpoint } from './check-endpoints.ts';
import { duration } from './duration.ts';
import type { EndpointEntry, TargetEntries, TimeoutsEntry } from './entries.ts';
import { resolveControl } from './resolve-control.ts';
import { mergeIdentity, resolveIdentity } from './resolve-identity.ts';
import { DEFAULT_TIMEOUTS, type Endpoint, FEATURES, type Target, type Timeouts } from './target.ts';

/** Makes a target of a file's entries: one endpoint with what it overrides, absolute paths, milliseconds. */
export function resolveTarget(file: TargetEntries, folder: string, endpointName: string | undefined): Target {
  checkEndpoints(entriesOf(file));
  const endpoint = chooseEndpoint(file, endpointName);
  const entry = file.endpoints[endpoint.name];
  const own: Partial<EndpointEntry> = typeof entry === 'object' ? entry : {};
  return {
    name: file.name,
    vendor: file.vendor,
    version: String(file.version),
    revision: file.revision,
    dialect: file.dialect ?? {},
    undeclared: FEATURES.filter((feature) => file.features?.[feature] === false),
    endpoint,
    endpoints: Object.keys(file.endpoints),
    sharing: sharingWith(endpoint.name, file),
    separate: separateFrom(endpoint.name, file),
    identity: resolveIdentity(mergeIdentity(file.identity ?? {}, own.identity ?? {}), folder, file.revision),
    control: resolveControl(own.control ?? file.control, folder),
    timeouts: timeouts({ ...file.timeouts, ...own.timeouts }),
    folder,
  };
}

const entriesOf = ({ endpoints }: TargetEntries): readonly NamedEndpoint[] =>
  Object.entries(endpoints).map(([name, entry]) => [name, typeof entry === 'string' ? { url: entry } : entry]);

/** `shared` is said on either side. */
function sharesWith(chosen: string, file: TargetEntries): (other: NamedEndpoint) => boolean {
  const ofChosen = entriesOf(file).find(([name]) => name === chosen)?.[1].shared ?? [];
  return ([name, { shared = [] }]) => shared.includes(chosen) || ofChosen.includes(name);
}

const endpointOf = ([name, { url }]: NamedEndpoint): Endpoint => ({ name, url: endpointUrl(url, name) });

/** One with an operator of its own would have to admit the clients as well. */
const sharingWith = (chosen: string, file: TargetEntries): readonly Endpoint[] =>
  entriesOf(file)
    .filter(([name, { control }]) => name !== chosen && control === undefined)
    .filter(sharesWith(chosen, file))
    .map(endpointOf);

function separateFrom(chosen: string, file: TargetEntries): readonly Endpoint[] {
  const shares = sharesWith(chosen, file);
  return entriesOf(file)
    .filter((entry) => entry[0] !== chosen && !shares(entry))
    .map(endpointOf);
}

function chooseEndpoint(file: TargetEntries, wanted: string | undefined): Endpoint {
  const names = Object.keys(file.endpoints);
  const only = names.length === 1 ? names[0] : undefined;
  const name = wanted ?? file.endpoint ?? only;
  if (name === undefined)
    throw new ConfigurationError(
      'TARGET_ENDPOINT',
      `the file has the endpoints ${names.join(', ')} and names none; add "endpoint:" or pass --endpoint`,
    );
  const entry = Object.hasOwn(file.endpoints, name) ? file.endpoints[name] : undefined;
  if (entry === undefined) {
    const suggestion = nearest(name, names);
    throw new ConfigurationError(
      'TARGET_ENDPOINT',
      `there is no endpoint ${JSON.stringify(name)}; ${suggestion ? `did you mean ${suggestion}?` : `known are ${names.join(', ')}`}`,
    );
  }
  return { name, url: endpointUrl(typeof entry === 'string' ? entry : entry.url, name) };
}

function endpointUrl(text: string, name: string): string {
  const url = URL.parse(text);
  if (!url) throw new ConfigurationError('TARGET_URL', `endpoint ${name} is ${JSON.stringify(text)}, which is no URL`);
  if (url.protocol === 'http:')
    throw new ConfigurationError(
      'TARGET_PLAIN_HTTP',
      `endpoint ${name} is ${text}; the management interface runs over mutual TLS, name an https URL`,
    );
  if (url.protocol !== 'https:')
    throw new ConfigurationError('TARGET_URL', `endpoint ${name} is ${text}; name an https URL`);
  if (url.username || url.password || url.search || url.hash)
    throw new ConfigurationError(
      'TARGET_URL',
      `endpoint ${name} has credentials, a query or a fragment; leave them out`,
    );
  return url.href;
}

function timeouts(entry: TimeoutsEntry): Timeouts {
  const read = (name: keyof Timeouts) =>
    entry[name] === undefined ? DEFAULT_TIMEOUTS[name] : duration(entry[name], `timeouts.${name}`);
  return { request: read('request'), settle: read('settle'), quiet: read('quiet') };
}
