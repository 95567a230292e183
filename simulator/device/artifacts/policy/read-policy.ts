import { createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { parseHost, type RegistryHost } from '../../../oci/reference.ts';
import type { HostAccess, KeyPairRule, Mirror, ProvenanceRule, RegistryPolicy } from './policy.ts';
import {
  type AccessDocument,
  type CredentialsDocument,
  checkedPolicy,
  invalidPolicy,
  type KeyPairDocument,
  type PolicyDocument,
  type ProvenanceDocument,
} from './policy-document.ts';

/**
 * Reads a policy from a YAML file; paths in it are relative to the file.
 * @throws DeviceError POLICY_INVALID
 */
export async function loadPolicy(file: string): Promise<RegistryPolicy> {
  let document: unknown;
  try {
    document = parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw invalidPolicy(`${file} cannot be read as YAML`, cause);
  }
  return policyOf(checkedPolicy(document), dirname(file));
}

/**
 * A policy of its document, with the files read that it names, below `folder` where they are relative.
 * @throws DeviceError POLICY_INVALID
 */
export function policyOf(document: PolicyDocument, folder: string = '.'): RegistryPolicy {
  const { internal, external, hosts = {}, signatures = {}, unsigned, mirrors = {} } = checkedPolicy(document);
  const { helm, compose } = signatures;
  return {
    internal: new Set(internal.map(hostOf)),
    external,
    hosts: byHost(hosts, (access) => accessOf(access, folder)),
    signatures: {
      ...(helm && { helm: helm.by === 'provenance' ? provenanceOf(helm, folder) : keyPairOf(helm, folder) }),
      ...(compose && { compose: keyPairOf(compose, folder) }),
    },
    unsigned,
    mirrors: byHost(mirrors, ({ host, only = false }): Mirror => ({ host: hostOf(host), only })),
  };
}

function byHost<Given, Made>(
  entries: Readonly<Record<string, Given>>,
  make: (given: Given) => Made,
): ReadonlyMap<RegistryHost, Made> {
  const made = new Map<RegistryHost, Made>();
  for (const [name, given] of Object.entries(entries)) {
    const host = hostOf(name);
    if (made.has(host)) throw invalidPolicy(`${host} has two entries`);
    made.set(host, make(given));
  }
  return made;
}

function hostOf(text: string): RegistryHost {
  try {
    return parseHost(text);
  } catch (cause) {
    throw invalidPolicy(`${JSON.stringify(text)} is no registry; write host or host:port`, cause);
  }
}

const accessOf = ({ ca, credentials, tokenService }: AccessDocument, folder: string): HostAccess => ({
  ...(ca !== undefined && {
    ca: usable(pemOf(ca, folder), 'certificate authority', (pem) => new X509Certificate(pem)),
  }),
  ...(credentials && { credentials: { username: credentials.username, password: passwordOf(credentials, folder) } }),
  ...(tokenService !== undefined && { tokenService: hostOf(tokenService) }),
});

const passwordOf = (credentials: CredentialsDocument, folder: string): string =>
  'password' in credentials ? credentials.password : textOf(credentials.passwordFile, folder).trim();

const provenanceOf = ({ by, keyring }: ProvenanceDocument, folder: string): ProvenanceRule => ({
  by,
  keyring: resolve(folder, keyring),
});

const keyPairOf = ({ by, keys }: KeyPairDocument, folder: string): KeyPairRule => ({
  by,
  keys: keys.map((key) => usable(pemOf(key, folder), 'public key', createPublicKey)),
});

const pemOf = (text: string, folder: string): string => (text.includes('-----BEGIN ') ? text : textOf(text, folder));

function textOf(path: string, folder: string): string {
  try {
    return readFileSync(resolve(folder, path), 'utf8');
  } catch (cause) {
    throw invalidPolicy(`${path} cannot be read`, cause);
  }
}

/** What cannot be used is found now, not when the first artifact comes. */
function usable(pem: string, what: string, read: (pem: string) => unknown): string {
  try {
    read(pem);
    return pem;
  } catch (cause) {
    throw invalidPolicy(`a ${what} is no PEM that can be read`, cause);
  }
}
