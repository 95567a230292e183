import type { Annotations, Descriptor, ImageManifest, ManifestReading } from '../documents.ts';
import type { OciDigest, RegistryHost, RepositoryName, Tag } from '../reference.ts';
import type { ClientLimits } from './limits.ts';

/** How a client says who it is: to the registry itself (basic), or to its token service. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** One registry, and how it is reached. */
export interface RegistryAccess {
  readonly host: RegistryHost;
  /** PEM of the certificate authorities that the registry is checked against; default: those of the machine. */
  readonly ca?: string;
  /** Default: none, anonymous. They are shown to this host and to `tokenService`, nobody else. */
  readonly credentials?: Credentials;
  /** The one other host that may be given the credentials, where the registry leaves its tokens to another server. */
  readonly tokenService?: RegistryHost;
  /** What answers for other hosts, to which redirects and anonymous token services lead; default: everywhere, CAs of the machine. */
  readonly elsewhere?: Elsewhere;
  readonly limits?: Partial<ClientLimits>;
}

/** Hosts besides the registry. */
export interface Elsewhere {
  mayContact(host: RegistryHost): boolean;
  /** PEM; undefined: the CAs of the machine. */
  caOf(host: RegistryHost): string | undefined;
}

/** A manifest whose bytes have the digest. */
export interface ResolvedManifest {
  readonly digest: OciDigest;
  readonly bytes: Uint8Array;
  readonly reading: Exclude<ManifestReading, { readonly kind: 'invalid' }>;
}

/**
 * A client of one registry. Digests are always computed from the bytes that came. Every operation fails with an OciError
 * in bounded time, and with the signal's reason where that aborts.
 */
export interface RegistryClient extends AsyncDisposable {
  /** Tag or digest to manifest. */
  resolve(name: RepositoryName, reference: Tag | OciDigest, signal?: AbortSignal): Promise<ResolvedManifest>;
  /** A blob into a new file, which is there only when everything is right. */
  download(name: RepositoryName, blob: Descriptor, file: string, signal?: AbortSignal): Promise<void>;
  /** A small blob. */
  read(name: RepositoryName, blob: Descriptor, signal?: AbortSignal): Promise<Uint8Array>;
  tags(name: RepositoryName, signal?: AbortSignal): Promise<readonly string[]>;
  /** Manifests that refer to one as their subject; also where the registry has no such endpoint. */
  referrers(name: RepositoryName, subject: OciDigest, signal?: AbortSignal): Promise<readonly Descriptor[]>;
  pushBlob(name: RepositoryName, content: BlobContent, signal?: AbortSignal): Promise<Descriptor>;
  /** Without a tag it is pushed under its digest. */
  pushManifest(name: RepositoryName, manifest: ImageManifest, tag?: Tag, signal?: AbortSignal): Promise<Descriptor>;
  close(): Promise<void>;
}

/** What becomes a layer or a configuration. */
export interface BlobContent {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly annotations?: Annotations;
}
