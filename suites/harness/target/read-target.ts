import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { DEFAULT_REVISION, revisionOf } from '../../../simulator/protocol/revisions.ts';
import { ConfigurationError, messageOf } from '../failure.ts';
import { duration } from './duration.ts';
import { nearest } from './nearest.ts';
import { TARGET_SCHEMA } from './schema.ts';
import {
  type ControlSettings,
  DEFAULT_TIMEOUTS,
  type Endpoint,
  FEATURES,
  type IdentitySettings,
  type IdentitySource,
  type Target,
  type Timeouts,
} from './target.ts';

const MAX_BYTES = 1024 * 1024;

/** The members of a target file, as its schema leaves them. */
interface TargetFile {
  readonly name: string;
  readonly vendor: string;
  readonly version: string | number;
  readonly revision: Target['revision'];
  readonly features?: Readonly<Partial<Record<string, boolean>>>;
  readonly endpoints: Readonly<Record<string, string | EndpointEntry>>;
  readonly endpoint?: string;
  readonly identity?: IdentityEntry;
  readonly control: ControlEntry;
  readonly timeouts?: TimeoutsEntry;
}

interface EndpointEntry {
  readonly url: string;
  readonly shared?: readonly string[];
  readonly identity?: IdentityEntry;
  readonly control?: ControlEntry;
  readonly timeouts?: TimeoutsEntry;
}

interface IdentityEntry {
  readonly trustDomain?: string;
  readonly wfmId?: string;
  readonly issuer?: { readonly certificate: string; readonly key: string };
  readonly identities?: string;
  readonly anchors?: string;
  readonly discovery?: string;
}

interface ControlEntry {
  readonly http?: string;
  readonly exec?: readonly string[];
  readonly manual?: true;
}

type TimeoutsEntry = Readonly<Partial<Record<keyof Timeouts, string>>>;

/**
 * Reads and checks a target file. Throws `ConfigurationError` with a code of its own for each kind of mistake; a mistake
 * in the text carries line and column, an unknown key the nearest known one.
 */
export function readTarget(file: string, endpointName?: string): Target {
  return resolveTarget(checkedEntries(readText(file), file), dirname(resolve(file)), endpointName);
}

function readText(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES)
      throw new ConfigurationError(
        'TARGET_TOO_LARGE',
        `${file} has ${size} bytes; a target file has at most ${MAX_BYTES}`,
      );
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError('TARGET_UNREADABLE', `${messageOf(error)}; name a readable YAML file with --target`);
  }
}

function checkedEntries(text: string, file: string): TargetFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const [mistake] = document.errors;
  if (mistake) {
    const { line, col } = lines.linePos(mistake.pos[0]);
    throw new ConfigurationError('TARGET_SYNTAX', `${file}:${line}:${col}: ${mistake.message}`);
  }
  const validate = new Ajv2020({
    allErrors: false,
    strict: true,
    strictTypes: false,
    verbose: true,
  }).compile<TargetFile>(TARGET_SCHEMA);
  let entries: unknown;
  try {
    entries = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    throw new ConfigurationError('TARGET_SYNTAX', `${file}: ${messageOf(error)}`);
  }
  if (validate(entries)) return entries;
  const [error] = validate.errors ?? [];
  if (!error) throw new ConfigurationError('TARGET_INVALID', `${file} does not follow the schema of a target file`);
  throw new ConfigurationError(
    error.keyword === 'additionalProperties' ? 'TARGET_UNKNOWN_KEY' : 'TARGET_INVALID',
    `${file}:${place(document, lines, error)}: ${explain(error)}`,
  );
}

const pointerParts = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

/** `line:column` of the value, or of the key where the key is what is wrong. */
function place(document: Document, lines: LineCounter, error: ErrorObject): string {
  const path = pointerParts(error.instancePath);
  const node = document.getIn(path, true);
  const unknown: unknown = error.params['additionalProperty'];
  const key = isMap(node)
    ? node.items.find((pair) => isScalar(pair.key) && pair.key.value === unknown)?.key
    : undefined;
  const range = isScalar(key) ? key.range : isMap(node) || isScalar(node) ? node.range : undefined;
  const { line, col } = lines.linePos(range?.[0] ?? 0);
  return `${line}:${col}`;
}

function explain(error: ErrorObject): string {
  const where = pointerParts(error.instancePath).join('.') || 'the file';
  const params: Readonly<Record<string, unknown>> = error.params;
  if (error.keyword === 'additionalProperties') {
    const unknown = String(params['additionalProperty']);
    const known = Object.keys(Object(error.parentSchema?.['properties']));
    const suggestion = nearest(unknown, known);
    return `unknown key ${JSON.stringify(unknown)} in ${where}; ${suggestion ? `did you mean ${JSON.stringify(suggestion)}?` : `known are ${known.join(', ')}`}`;
  }
  if (error.keyword === 'required') return `${where} lacks ${JSON.stringify(params['missingProperty'])}`;
  if (error.keyword === 'enum')
    return `${where} is ${JSON.stringify(error.data)}; allowed are ${[params['allowedValues']].flat().join(', ')}`;
  if (error.keyword === 'minProperties' || error.keyword === 'maxProperties')
    return `${where} takes exactly one of ${Object.keys(Object(error.parentSchema?.['properties'])).join(', ')}`;
  return `${where} ${error.message ?? 'is invalid'}, it is ${JSON.stringify(error.data)}`;
}

function resolveTarget(file: TargetFile, folder: string, endpointName: string | undefined): Target {
  const endpoint = chooseEndpoint(file, endpointName);
  const entry = file.endpoints[endpoint.name];
  const own: Partial<EndpointEntry> = typeof entry === 'object' ? entry : {};
  if (!revisionOf(file.revision))
    throw new ConfigurationError(
      'TARGET_REVISION',
      `revision ${file.revision} is not judged by this release; it judges ${DEFAULT_REVISION}`,
    );
  return {
    name: file.name,
    vendor: file.vendor,
    version: String(file.version),
    revision: file.revision,
    undeclared: FEATURES.filter((feature) => file.features?.[feature] === false),
    endpoint,
    endpoints: Object.keys(file.endpoints),
    identity: identity({ ...file.identity, ...own.identity }, folder),
    control: control(own.control ?? file.control, folder),
    timeouts: timeouts({ ...file.timeouts, ...own.timeouts }),
    folder,
  };
}

function chooseEndpoint(file: TargetFile, wanted: string | undefined): Endpoint {
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
  if (url.protocol !== 'https:')
    throw new ConfigurationError(
      'TARGET_PLAIN_HTTP',
      `endpoint ${name} is ${text}; the management interface runs over mutual TLS, name an https URL`,
    );
  if (url.username || url.password || url.search || url.hash)
    throw new ConfigurationError(
      'TARGET_URL',
      `endpoint ${name} has credentials, a query or a fragment; leave them out`,
    );
  return url.href;
}

const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/;
const TRUST_DOMAIN = /^[a-z0-9._-]{1,255}$/;

function identity(entry: IdentityEntry, folder: string): IdentitySettings {
  const { trustDomain, wfmId } = entry;
  if (trustDomain === undefined || !TRUST_DOMAIN.test(trustDomain))
    throw new ConfigurationError(
      'TARGET_TRUST_DOMAIN',
      `identity.trustDomain is ${JSON.stringify(trustDomain) ?? 'missing'}; 1.0.0-rc.3 needs the SPIFFE trust domain, in lower case`,
    );
  if (wfmId === undefined || !SEGMENT.test(wfmId))
    throw new ConfigurationError(
      'TARGET_WFM_ID',
      `identity.wfmId is ${JSON.stringify(wfmId) ?? 'missing'}; 1.0.0-rc.3 needs the WFM's id segment: letters, digits, ".", "_", "-"`,
    );
  const anchors = entry.anchors ?? entry.issuer?.certificate;
  if (anchors === undefined)
    throw new ConfigurationError(
      'TARGET_ANCHORS',
      'identity.anchors is missing; without an issuer, name the PEM file of the trust anchors',
    );
  return {
    trustDomain,
    wfmId,
    source: identitySource(entry, folder),
    anchors: absolute(folder, anchors),
    discovery: entry.discovery ?? null,
  };
}

function identitySource({ issuer, identities }: IdentityEntry, folder: string): IdentitySource {
  if (issuer && identities !== undefined)
    throw new ConfigurationError('TARGET_IDENTITY', 'identity has both issuer and identities; keep one of them');
  if (issuer)
    return { kind: 'issuer', certificate: absolute(folder, issuer.certificate), key: absolute(folder, issuer.key) };
  return identities === undefined ? { kind: 'control' } : { kind: 'ready', folder: absolute(folder, identities) };
}

function control(entry: ControlEntry, folder: string): ControlSettings {
  if (entry.http !== undefined) {
    const url = URL.parse(entry.http);
    if (!url || !/^https?:$/.test(url.protocol))
      throw new ConfigurationError(
        'TARGET_CONTROL',
        `control.http is ${JSON.stringify(entry.http)}; name an http or https URL`,
      );
    return { kind: 'http', url: url.href.replace(/\/+$/, '') };
  }
  const [program, ...args] = entry.exec ?? [];
  // A bare name is looked up in PATH; anything with a separator is a file, relative to the target file.
  if (program !== undefined)
    return { kind: 'exec', command: [/[/\\]/.test(program) ? absolute(folder, program) : program, ...args] };
  return { kind: 'manual' };
}

function timeouts(entry: TimeoutsEntry): Timeouts {
  const read = (name: keyof Timeouts) =>
    entry[name] === undefined ? DEFAULT_TIMEOUTS[name] : duration(entry[name], `timeouts.${name}`);
  return { request: read('request'), settle: read('settle'), quiet: read('quiet') };
}

const absolute = (folder: string, path: string): string => (isAbsolute(path) ? path : join(folder, path));
