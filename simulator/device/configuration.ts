import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parseDocument } from 'yaml';
import { certificateBlocks } from '../pki/pem.ts';
import type { DialectEntry } from '../protocol/dialect.ts';
import type { Revision, RevisionId, TlsCredential } from '../protocol/revision.ts';
import { revisionOf } from '../protocol/revisions.ts';
import schema from './configuration/configuration.schema.json' with { type: 'json' };
import { refuseFurtherEndpoints } from './configuration/one-endpoint.ts';
import { DeviceError } from './device-error.ts';
import type { Schedule } from './schedule.ts';
import { configuredTrust, type TrustSource } from './trust/trust-source.ts';

/** What makes a device out of a profile: who it is, whom it talks to, and when; members are named as `DeviceOptions` has them. */
export interface DeviceConfiguration {
  readonly name: string;
  readonly revision: Revision;
  /** The only one. */
  readonly endpoint: URL;
  readonly credential: TlsCredential;
  readonly trust: TrustSource;
  /** Id of a capability profile. */
  readonly profile: string;
  readonly schedule: Schedule;
}

interface ConfigurationDocument {
  readonly name: string;
  readonly revision: RevisionId;
  readonly dialect?: DialectEntry;
  readonly endpoint: string;
  readonly identity: { readonly certificate: string; readonly key: string };
  readonly trust: { readonly anchors: string };
  readonly profile: string;
  readonly schedule: {
    readonly everySeconds: number;
    readonly jitter?: number;
    readonly hours?: { readonly from: number; readonly to: number };
  };
}

const isConfiguration: ValidateFunction<ConfigurationDocument> = new Ajv2020({
  strictTypes: false,
}).compile<ConfigurationDocument>(schema);

/**
 * Reads the configuration of one device from a YAML file; paths in it are relative to the file.
 * @throws DeviceError DEVICE_ENDPOINTS where it names another number of endpoints than one; CONFIGURATION_INVALID
 */
export async function loadConfiguration(file: string): Promise<DeviceConfiguration> {
  const document = read(await textOf(file, file), file);
  const { name, identity, trust, profile } = document;
  const revision = spoken(document, file);
  const { everySeconds, ...schedule } = document.schedule;
  const beside = (path: string): Promise<string> => textOf(resolve(dirname(file), path), file);
  const [chainPem, keyPem, anchorsPem] = await Promise.all([
    beside(identity.certificate),
    beside(identity.key),
    beside(trust.anchors),
  ]);
  const anchors = certificateBlocks(anchorsPem);
  if (anchors.length === 0) throw invalid(file, `${trust.anchors} holds no certificate; put the WFM's authority there`);
  return {
    ...{ name, revision, profile },
    trust: configuredTrust(anchors),
    endpoint: new URL(document.endpoint),
    credential: { chainPem, keyPem },
    schedule: { rateMs: everySeconds * 1000, ...schedule },
  };
}

function read(text: string, file: string): ConfigurationDocument {
  // Repeated members are let through here, so that a second endpoint is called that.
  const parsed = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' });
  const [error] = parsed.errors;
  if (error) throw invalid(file, `it is no YAML document: ${error.message.split('\n')[0]}`);
  refuseFurtherEndpoints(parsed, file);
  const [repeated] = parseDocument(text, { logLevel: 'silent' }).errors;
  if (repeated) throw invalid(file, repeated.message.split('\n')[0] ?? '');
  const document: unknown = parsed.toJS({ maxAliasCount: 0 });
  if (isConfiguration(document) && URL.canParse(document.endpoint)) return document;
  const [first] = isConfiguration.errors ?? [{ instancePath: '/endpoint', message: 'must be an absolute URL' }];
  const detail = first && 'params' in first && 'additionalProperty' in first.params ? first.params : undefined;
  const member = detail ? `: ${String(detail['additionalProperty'])}` : '';
  throw invalid(file, `at ${first?.instancePath || '/'} it ${first?.message}${member}`);
}

function spoken({ revision, dialect }: ConfigurationDocument, file: string): Revision {
  try {
    const found = revisionOf(revision, dialect);
    if (found) return found;
  } catch (cause) {
    throw invalid(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
  throw invalid(file, `revision ${revision} is not spoken by this release`);
}

async function textOf(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw invalid(file, `${path} cannot be read`, cause);
  }
}

const invalid = (file: string, detail: string, cause?: unknown): DeviceError =>
  new DeviceError('CONFIGURATION_INVALID', `${file}: ${detail}; see simulator/device/README.md`, { cause });
