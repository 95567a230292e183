import type { Credentials } from '../../../oci/client/registry-client.ts';
import type { RegistryHost } from '../../../oci/reference.ts';

/** From where a device takes its artifacts, and what it demands of them; `policyOf` and `loadPolicy` make one. */
export interface RegistryPolicy {
  /** Registries of the operator's own network. */
  readonly internal: ReadonlySet<RegistryHost>;
  /** Of all others: none, those that `hosts` has an entry for, or any. */
  readonly external: 'refuse' | 'listed' | 'any';
  readonly hosts: ReadonlyMap<RegistryHost, HostAccess>;
  /** Who has to have signed, by type of package. */
  readonly signatures: {
    readonly helm?: ProvenanceRule | KeyPairRule;
    readonly compose?: KeyPairRule;
  };
  /** What becomes of a type of package for which `signatures` has no rule. */
  readonly unsigned: 'refuse' | 'internal-only' | 'allow';
  readonly mirrors: ReadonlyMap<RegistryHost, Mirror>;
}

/** How one registry is reached. */
export interface HostAccess {
  /** PEM; default: the authorities of the machine. */
  readonly ca?: string;
  readonly credentials?: Credentials;
  /** The one other host that may be given the credentials. */
  readonly tokenService?: RegistryHost;
}

/** A Helm provenance file, signed by somebody on a key ring. */
export interface ProvenanceRule {
  readonly by: 'provenance';
  /** Path of a binary GnuPG key ring with public keys. */
  readonly keyring: string;
}

/** A signature of the OCI manifest, stored beside it, by one of these keys. */
export interface KeyPairRule {
  readonly by: 'key-pair';
  /** Public keys, PEM. */
  readonly keys: readonly string[];
}

/** A registry that stands in for another. */
export interface Mirror {
  readonly host: RegistryHost;
  /** Whether nothing but the mirror is ever contacted. */
  readonly only: boolean;
}
