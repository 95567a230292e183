import type { Authorization } from './authorization/authorization.ts';
import type { ForeignHost } from './foreign-host.ts';
import type { Limits } from './limits.ts';
import type { RequestRecord } from './request-log.ts';
import type { Storage } from './storage/storage.ts';

/** How a registry is to be. */
export interface RegistryOptions {
  /** Default: everybody may do everything. */
  readonly authorization?: Authorization;
  /** Names of the defects table; each is a fault that the registry then has. */
  readonly defects?: readonly string[];
  /** Default: an empty one in memory. Two registries that share one mirror each other. */
  readonly storage?: Storage;
  readonly limits?: Partial<Limits>;
  /** Milliseconds since the epoch, for the life of tokens; default: the system's clock. */
  readonly now?: () => number;
  /** The IP address to listen on; default 127.0.0.1. */
  readonly address?: string;
  /** Further names and addresses under which it is reached, for its certificate. */
  readonly names?: readonly string[];
}

/** An OCI distribution registry over TLS that lives in this process. */
export interface Registry extends AsyncDisposable {
  /** `127.0.0.1:port`, as it stands in `oci://` references. */
  readonly host: string;
  /** The CA of its certificate; made for this registry alone. */
  readonly caPem: string;
  readonly storage: Storage;
  /** What arrived so far, also what was refused and what never got an answer. */
  readonly requests: () => readonly RequestRecord[];
  /** The host to which a defect leads clients; undefined where no defect does. */
  readonly foreignHost: ForeignHost | undefined;
  /** Begins an outage: connections are reset, new ones refused. Content stays. */
  readonly goDown: () => Promise<void>;
  /** Ends the outage, on the same port. @throws Error REGISTRY_PORT_TAKEN */
  readonly comeBack: () => Promise<void>;
  readonly close: () => Promise<void>;
}
