import { ConfigurationError } from '../failure.ts';
import { absolute } from './absolute.ts';
import type { IdentityEntry } from './entries.ts';
import type { IdentitySettings, IdentitySource } from './target.ts';

const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/;
const TRUST_DOMAIN = /^[a-z0-9._-]{1,255}$/;

/** An endpoint's identity over the file's. Where it names a source of client identities, that replaces the file's. */
export function mergeIdentity(file: IdentityEntry, own: IdentityEntry): IdentityEntry {
  const { issuer, identities, ...shared } = file;
  const source = own.issuer || own.identities !== undefined ? {} : { issuer, identities };
  return { ...definedOf(source), ...shared, ...own };
}

const definedOf = (source: {
  readonly issuer?: IdentityEntry['issuer'] | undefined;
  readonly identities?: string | undefined;
}): IdentityEntry => ({
  ...(source.issuer && { issuer: source.issuer }),
  ...(source.identities !== undefined && { identities: source.identities }),
});

/** Checks what 1.0.0-rc.3 needs of an identity; throws `TARGET_*`. */
export function resolveIdentity(entry: IdentityEntry, folder: string): IdentitySettings {
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
    discovery: entry.discovery === undefined ? null : discoveryUrl(entry.discovery),
  };
}

function identitySource({ issuer, identities }: IdentityEntry, folder: string): IdentitySource {
  if (issuer && identities !== undefined)
    throw new ConfigurationError('TARGET_IDENTITY', 'identity has both issuer and identities; keep one of them');
  if (issuer)
    return { kind: 'issuer', certificate: absolute(folder, issuer.certificate), key: absolute(folder, issuer.key) };
  return identities === undefined ? { kind: 'control' } : { kind: 'ready', folder: absolute(folder, identities) };
}

function discoveryUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === 'https:') return url.href;
  throw new ConfigurationError('TARGET_URL', `identity.discovery is ${JSON.stringify(text)}; name an https URL`);
}
