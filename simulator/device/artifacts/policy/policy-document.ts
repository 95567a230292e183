import { Ajv2020 } from 'ajv/dist/2020.js';
import { DeviceError } from '../../device-error.ts';
import schema from './policy.schema.json' with { type: 'json' };

/** A policy as it is written; `policy.schema.json` says the same. Texts in PEM may be paths of files with them. */
export interface PolicyDocument {
  readonly internal: readonly string[];
  readonly external: 'refuse' | 'listed' | 'any';
  readonly hosts?: Readonly<Record<string, AccessDocument>>;
  readonly signatures?: { readonly helm?: ProvenanceDocument | KeyPairDocument; readonly compose?: KeyPairDocument };
  readonly unsigned: 'refuse' | 'internal-only' | 'allow';
  readonly mirrors?: Readonly<Record<string, { readonly host: string; readonly only?: boolean }>>;
}

export interface AccessDocument {
  readonly ca?: string;
  readonly credentials?: CredentialsDocument;
  readonly tokenService?: string;
}

export type CredentialsDocument =
  | { readonly username: string; readonly password: string }
  | { readonly username: string; readonly passwordFile: string };

export interface ProvenanceDocument {
  readonly by: 'provenance';
  readonly keyring: string;
}

export interface KeyPairDocument {
  readonly by: 'key-pair';
  readonly keys: readonly string[];
}

const isPolicy = new Ajv2020({ strictTypes: false, strictRequired: false }).compile<PolicyDocument>(schema);

/** @throws DeviceError POLICY_INVALID, naming the place */
export function checkedPolicy(document: unknown): PolicyDocument {
  if (isPolicy(document)) return document;
  const [first] = isPolicy.errors ?? [];
  throw invalidPolicy(`at ${first?.instancePath || '/'} ${first?.message ?? 'it is invalid'}`);
}

export const invalidPolicy = (detail: string, cause?: unknown): DeviceError =>
  new DeviceError('POLICY_INVALID', `${detail}; correct the policy for registries`, { cause });
