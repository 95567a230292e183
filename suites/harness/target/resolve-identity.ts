import type { RevisionId } from '../../../simulator/protocol/revision.ts';
import { revisionOf } from '../../../simulator/protocol/revisions.ts';
import { ConfigurationError } from '../failure.ts';
import { absolute } from './absolute.ts';
import type { IdentityEntry } from './entries.ts';
import type { IdentitySettings, IdentitySource, SpiffeSettings } from './target.ts';

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

/** Members that say something in 1.0.0-rc.3 only. */
const OF_MUTUAL_TLS = ['trustDomain', 'wfmId', 'discovery'] as const;

/** Checks what a revision needs of an identity; throws `TARGET_*`. */
export function resolveIdentity(entry: IdentityEntry, folder: string, revision: RevisionId): IdentitySettings {
  const needsSpiffe = revisionOf(revision).traits.callerIdentity === 'mutual-tls';
  if (!needsSpiffe) refuseOfMutualTls(entry, revision);
  const spiffe = needsSpiffe ? spiffeSettings(entry) : null;
  const source = identitySource(entry, folder);
  if (!needsSpiffe && source.kind === 'control')
    throw new ConfigurationError(
      'TARGET_IDENTITY',
      `identity has neither issuer nor identities; ${revision} needs one of them, the verb issue is for SPIFFE IDs`,
    );
  const anchors = entry.anchors ?? entry.issuer?.certificate;
  if (anchors === undefined)
    throw new ConfigurationError(
      'TARGET_ANCHORS',
      'identity.anchors is missing; without an issuer, name the PEM file of the trust anchors',
    );
  return {
    spiffe,
    source,
    anchors: absolute(folder, anchors),
    discovery: entry.discovery === undefined ? null : httpsUrl('discovery', entry.discovery),
    oauth: entry.oauth ? { ...entry.oauth, tokenUrl: httpsUrl('oauth.tokenUrl', entry.oauth.tokenUrl) } : null,
    repository: entry.repository
      ? { ...entry.repository, url: httpsUrl('repository.url', entry.repository.url) }
      : null,
  };
}

function spiffeSettings({ trustDomain, wfmId }: IdentityEntry): SpiffeSettings {
  if (trustDomain === undefined && wfmId === undefined)
    throw new ConfigurationError(
      'TARGET_TRUST_DOMAIN',
      'identity.trustDomain and identity.wfmId are missing; 1.0.0-rc.3 knows its clients by SPIFFE IDs of that trust domain and WFM',
    );
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
  return { trustDomain, wfmId };
}

/** A file of 1.0.0-rc.3 whose revision alone was changed means something else by its issuer and anchors. */
function refuseOfMutualTls(entry: IdentityEntry, revision: RevisionId): void {
  const foreign = OF_MUTUAL_TLS.filter((member) => entry[member] !== undefined).map((member) => `identity.${member}`);
  if (foreign.length === 0) return;
  const needed: readonly (readonly [string, boolean])[] = [
    [
      'identity.issuer (a CA that the WFM takes client certificates of; or identity.identities)',
      !entry.issuer && entry.identities === undefined,
    ],
    ["identity.anchors (the CA of the WFM's own TLS certificate)", entry.anchors === undefined],
    ...(revision === 'pre-draft-2024'
      ? ([
          [
            'identity.oauth and identity.repository, unless the WFM hands them out at onboarding',
            !entry.oauth || !entry.repository,
          ],
        ] as const)
      : []),
  ];
  const missing = needed.flatMap(([member, isMissing]) => (isMissing ? [member] : []));
  throw new ConfigurationError(
    'TARGET_IDENTITY_REVISION',
    `${foreign.join(', ')} belong to 1.0.0-rc.3, but the file says revision ${revision}. ` +
      `Missing for ${revision}: ${missing.length === 0 ? 'nothing else' : missing.join('; ')}. ` +
      `Take ${foreign.length === 1 ? 'it' : 'them'} out, and check that the other members are those of ${revision}`,
  );
}

function identitySource({ issuer, identities }: IdentityEntry, folder: string): IdentitySource {
  if (issuer && identities !== undefined)
    throw new ConfigurationError('TARGET_IDENTITY', 'identity has both issuer and identities; keep one of them');
  if (issuer)
    return { kind: 'issuer', certificate: absolute(folder, issuer.certificate), key: absolute(folder, issuer.key) };
  return identities === undefined ? { kind: 'control' } : { kind: 'ready', folder: absolute(folder, identities) };
}

function httpsUrl(member: string, text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === 'https:') return url.href;
  throw new ConfigurationError('TARGET_URL', `identity.${member} is ${JSON.stringify(text)}; name an https URL`);
}
