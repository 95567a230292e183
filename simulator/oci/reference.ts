import { OciError } from './oci-error.ts';

/** Names of the OCI distribution specification. A brand is put on only by the function that checked the value. */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** `host[:port]` in its one normal form: lower case, IPv6 in brackets, no port where it is 443. */
export type RegistryHost = Branded<'RegistryHost'>;
/** The path of a repository: `charts/pump`. */
export type RepositoryName = Branded<'RepositoryName'>;
export type Tag = Branded<'Tag'>;
/** `sha256:` or `sha512:` and as many lower-case hexadecimal digits as the algorithm gives. */
export type OciDigest = Branded<'OciDigest'>;

export interface Repository {
  readonly host: RegistryHost;
  readonly name: RepositoryName;
}

const DOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[1-9][0-9]{0,4})?$/;
const IPV6 = /^\[[0-9a-f:.]+\](:[1-9][0-9]{0,4})?$/;
const NAME = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
const NAME_LENGTH = 255;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(\.(0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*)?(\+[\dA-Za-z-]+(\.[\dA-Za-z-]+)*)?$/;

const isRepositoryName = (value: unknown): value is RepositoryName =>
  typeof value === 'string' && value.length <= NAME_LENGTH && NAME.test(value);

export const isTag = (value: unknown): value is Tag => typeof value === 'string' && TAG.test(value);

export const isOciDigest = (value: unknown): value is OciDigest => typeof value === 'string' && DIGEST.test(value);

/** SemVer 2.0, without a leading `v` (DEP-013). */
export const isSemVer = (value: string): boolean => value.length <= NAME_LENGTH && SEMVER.test(value);

/** @throws OciError REFERENCE_INVALID */
export function parseHost(text: string): RegistryHost {
  const lower = text.toLowerCase();
  if (lower.length <= NAME_LENGTH && (DOMAIN.test(lower) || IPV6.test(lower)) && URL.canParse(`https://${lower}`)) {
    const normal = new URL(`https://${lower}`).host;
    // Addresses such as 0x7f.1 are other hosts than they look; only IPv6 has several honest spellings.
    if (isNormalHost(normal) && (lower.startsWith('[') || normal === lower.replace(/:443$/, ''))) return normal;
  }
  throw new OciError('REFERENCE_INVALID', `${quoted(text)} is no registry; write host or host:port`);
}

const isNormalHost = (host: string): host is RegistryHost => DOMAIN.test(host) || IPV6.test(host);

/**
 * `oci://host[:port]/path`, without tag and digest (DEP-013).
 * @throws OciError REFERENCE_INVALID
 */
export function parseRepository(text: string): Repository {
  const [, host = '', name = ''] = /^oci:\/\/([^/]*)\/(.*)$/s.exec(text) ?? [];
  if (!isRepositoryName(name))
    throw new OciError(
      'REFERENCE_INVALID',
      `${quoted(text)} is no repository; write oci://host[:port]/path in lower case, without tag`,
    );
  return { host: parseHost(host), name };
}

export const repositoryUrl = ({ host, name }: Repository): string => `oci://${host}/${name}`;

/** The tag of a revision: a tag has no `+`, so that of SemVer is stored as `_` (DEP-013). @throws OciError REFERENCE_INVALID */
export function tagOfRevision(revision: string): Tag {
  const tag = revision.replaceAll('+', '_');
  if (isTag(tag)) return tag;
  throw new OciError('REFERENCE_INVALID', `${quoted(revision)} is no revision; name one exact SemVer version`);
}

/** Whether a version means the same as a revision, whichever way its `+` is written (DEP-013). */
export const sameVersion = (version: string, revision: string): boolean =>
  version.replaceAll('_', '+') === revision.replaceAll('_', '+');

/** Strangers' text for a message: one line, and not too much of it. */
const quoted = (text: string): string => JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
