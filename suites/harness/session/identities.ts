import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Authority, loadAuthority } from '../../../simulator/pki/authority.ts';
import { certificateFacts } from '../../../simulator/pki/certificate-facts.ts';
import { certificateBlocks } from '../../../simulator/pki/pem.ts';
import { clientSpiffeId, matchClientId } from '../../../simulator/pki/spiffe-id.ts';
import { createCsr, issueSvid } from '../../../simulator/pki/svid.ts';
import type { Enrolment, Revision, TlsCredential } from '../../../simulator/protocol/revision.ts';
import type { ControlClient } from '../control/contract.ts';
import type { Operator } from '../control/operator.ts';
import { ConfigurationError, messageOf } from '../failure.ts';
import type { IdentitySettings, IdentitySource, SpiffeSettings } from '../target/target.ts';
import { NotEvaluated } from '../verdict.ts';

/** A client's identity with its key: who it is for the operator, and what it presents in TLS or signs with. */
export interface ClientIdentity {
  /** What this suite calls it; a name that no other client of the run has. */
  readonly name: string;
  readonly client: ControlClient;
  readonly credential: TlsCredential;
  /** True where the WFM cannot have met this client before this run. */
  readonly unseen: boolean;
}

/** What the target file hands a client in place of onboarding; undefined where onboarding hands it out. */
export const readyEnrolment = ({ oauth, repository }: IdentitySettings): Enrolment | undefined =>
  oauth ? { kind: 'oauth', ...oauth, repository } : undefined;

/** Where client identities come from: a lent issuer, ready ones in a folder, or the WFM's own CA through control. */
export interface IdentitySupply {
  /** The issuer, where identities of any kind can be minted. */
  readonly issuer: Authority | null;
  /** An identity that nobody else in this run has. */
  take(clientId: string): Promise<ClientIdentity>;
}

export function identitySupply(settings: IdentitySettings, revision: Revision, operator: Operator): IdentitySupply {
  const { source, oauth, spiffe } = settings;
  const kind = identityKind(revision, spiffe);
  if (oauth !== null) return onlyClient(kind, source, oauth.clientId);
  switch (source.kind) {
    case 'issuer': {
      const issuer = loadAuthority({
        certificatePem: issuerFile('certificate', source.certificate),
        keyPem: issuerFile('key', source.key),
      });
      return { issuer, take: (id) => minted(issuer, kind, id) };
    }
    case 'control':
      return {
        issuer: null,
        take: async (id) => {
          const spiffeId = kind.spiffeIdOf(id);
          const { csrPem, keyPem } = await createCsr(undefined, spiffeId);
          const chainPem = await operator.issue(csrPem, spiffeId);
          requireMatch({ chainPem, keyPem }, spiffeId);
          return { name: id, client: { id, spiffeId }, credential: { chainPem, keyPem }, unseen: true };
        },
      };
    case 'ready': {
      const pool = readyIdentities(source.folder, kind);
      return {
        issuer: null,
        take: async () => {
          const next = pool.shift();
          if (next) return next;
          throw new NotEvaluated(
            `identities: ${source.folder} holds no further client identity; add more, or lend an issuer`,
          );
        },
      };
    }
  }
}

/** How a revision knows a client by its certificate. */
interface IdentityKind {
  /** In the certificate; where SPIFFE means nothing, one that says who made it. */
  readonly spiffeIdOf: (id: string) => string;
  readonly clientOf: (id: string, certificatePem: string) => ControlClient;
  /** The client id that a ready certificate is for; undefined where it is none of this target. */
  readonly idOf: (chainPem: string, fileName: string) => string | undefined;
}

/** Names that mean nothing to a WFM which takes a certificate for its key and issuer alone. */
export const LAB: SpiffeSettings = { trustDomain: 'clients.waspect.invalid', wfmId: 'lab' };

function identityKind({ traits }: Revision, spiffe: SpiffeSettings | null): IdentityKind {
  const realm = spiffe ?? LAB;
  const spiffeIdOf = (id: string): string => clientSpiffeId(realm.trustDomain, realm.wfmId, id);
  switch (traits.callerIdentity) {
    case 'mutual-tls':
      return {
        spiffeIdOf,
        clientOf: (id) => ({ id, spiffeId: spiffeIdOf(id) }),
        idOf: (chainPem) => matchClientId(certificateFacts(chainPem).uriSans[0] ?? '', realm),
      };
    case 'message-signature':
      return { spiffeIdOf, clientOf: (_id, certificate) => ({ certificate }), idOf: (_chainPem, fileName) => fileName };
    case 'bearer-token':
      return { spiffeIdOf, clientOf: (id) => ({ id }), idOf: (_chainPem, fileName) => fileName };
  }
}

/** A fresh certificate for the client id, signed by the lent issuer. */
async function minted(issuer: Authority, kind: IdentityKind, id: string): Promise<ClientIdentity> {
  const { chainPem, keyPem } = await issueSvid(issuer, { spiffeId: kind.spiffeIdOf(id), subject: id });
  return {
    name: id,
    client: kind.clientOf(id, leafOf(chainPem)),
    credential: { chainPem, keyPem },
    unseen: true,
  };
}

const leafOf = (chainPem: string): string => certificateBlocks(chainPem)[0] ?? '';

/** The one client whose OAuth 2.0 credentials the target file has; its payloads are signed with the first identity. */
function onlyClient(kind: IdentityKind, source: IdentitySource, id: string): IdentitySupply {
  const issuer =
    source.kind === 'issuer'
      ? loadAuthority({
          certificatePem: issuerFile('certificate', source.certificate),
          keyPem: issuerFile('key', source.key),
        })
      : null;
  const [ready] = source.kind === 'ready' ? readyIdentities(source.folder, kind) : [];
  // One device has one key: a WFM may keep to the first that it sees.
  let own = ready ? Promise.resolve(ready) : undefined;
  return {
    issuer: null,
    take: async () => {
      if (issuer) own ??= minted(issuer, kind, id);
      if (!own) throw new NotEvaluated('identity.oauth names a client, but nothing to sign its payloads with');
      const { credential } = await own;
      return { name: id, client: { id }, credential, unseen: false };
    },
  };
}

function issuerFile(member: 'certificate' | 'key', file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigurationError(
      'ISSUER_UNREADABLE',
      `identity.issuer.${member}: ${messageOf(cause)}; name a readable PEM file`,
      { cause },
    );
  }
}

/** What the hook issued has to be for the request's key and for the identity that was asked for. */
function requireMatch({ chainPem, keyPem }: TlsCredential, spiffeId: string): void {
  try {
    const { uriSans } = certificateFacts(chainPem);
    if (uriSans.includes(spiffeId) && belongsTo(chainPem, keyPem)) return;
  } catch {
    // Told below: it cannot even be decoded.
  }
  throw new ConfigurationError(
    'CONTROL_ISSUED_ANOTHER',
    `issue answered a certificate that is not one for ${spiffeId} and the key of the request; correct the hook`,
  );
}

const belongsTo = (chainPem: string, keyPem: string): boolean =>
  new X509Certificate(chainPem).checkPrivateKey(createPrivateKey(keyPem));

/** Reads NAME.pem and NAME.key pairs; throws `IDENTITIES_UNREADABLE`, `IDENTITIES_FOREIGN` or `IDENTITIES_KEY_MISMATCH`. */
function readyIdentities(folder: string, kind: IdentityKind): ClientIdentity[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.pem'))
      .sort()
      .map((name) => {
        const chainPem = readFileSync(join(folder, name), 'utf8');
        const keyPem = readFileSync(join(folder, name.replace(/\.pem$/, '.key')), 'utf8');
        const id = kind.idOf(chainPem, name.replace(/\.pem$/, ''));
        if (id === undefined)
          throw new ConfigurationError(
            'IDENTITIES_FOREIGN',
            `${name} names ${JSON.stringify(certificateFacts(chainPem).uriSans[0] ?? '')}, which is no client like ${kind.spiffeIdOf('ID')}`,
          );
        if (!belongsTo(chainPem, keyPem))
          throw new ConfigurationError(
            'IDENTITIES_KEY_MISMATCH',
            `the key beside ${name} does not belong to its certificate; put the right one there`,
          );
        return {
          name: id,
          client: kind.clientOf(id, leafOf(chainPem)),
          credential: { chainPem, keyPem },
          unseen: false,
        };
      });
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(
      'IDENTITIES_UNREADABLE',
      `identity.identities: ${messageOf(error)}; it is a folder of NAME.pem with NAME.key beside it`,
      { cause: error },
    );
  }
}
