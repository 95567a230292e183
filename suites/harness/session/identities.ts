import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Authority, loadAuthority } from '../../../simulator/pki/authority.ts';
import { certificateFacts } from '../../../simulator/pki/certificate-facts.ts';
import { clientSpiffeId, matchClientId } from '../../../simulator/pki/spiffe-id.ts';
import { createCsr, issueSvid } from '../../../simulator/pki/svid.ts';
import type { TlsCredential } from '../../../simulator/protocol/revision.ts';
import type { ControlClient } from '../control/contract.ts';
import type { Operator } from '../control/operator.ts';
import { ConfigurationError, messageOf } from '../failure.ts';
import type { IdentitySettings } from '../target/target.ts';
import { NotEvaluated } from '../verdict.ts';

/** A client's identity with its key: who it is for the operator, and what it presents in TLS. */
export interface ClientIdentity {
  readonly client: ControlClient;
  readonly credential: TlsCredential;
  /** True where the WFM cannot have met this client before this run. */
  readonly unseen: boolean;
}

/** Where client identities come from: a lent issuer, ready ones in a folder, or the WFM's own CA through control. */
export interface IdentitySupply {
  /** The issuer, where identities of any kind can be minted. */
  readonly issuer: Authority | null;
  /** An identity that nobody else in this run has. */
  take(clientId: string): Promise<ClientIdentity>;
}

export function identitySupply(settings: IdentitySettings, operator: Operator): IdentitySupply {
  const { trustDomain, wfmId, source } = settings;
  switch (source.kind) {
    case 'issuer': {
      const issuer = loadAuthority({
        certificatePem: issuerFile('certificate', source.certificate),
        keyPem: issuerFile('key', source.key),
      });
      return { issuer, take: (id) => minted(issuer, settings, id) };
    }
    case 'control':
      return {
        issuer: null,
        take: async (id) => {
          const spiffeId = clientSpiffeId(trustDomain, wfmId, id);
          const { csrPem, keyPem } = await createCsr(undefined, spiffeId);
          const chainPem = await operator.issue(csrPem, spiffeId);
          requireMatch({ chainPem, keyPem }, spiffeId);
          return { client: { id, spiffeId }, credential: { chainPem, keyPem }, unseen: true };
        },
      };
    case 'ready': {
      const pool = readyIdentities(source.folder, settings);
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

/** A fresh SVID for the client id, signed by the lent issuer. */
async function minted(issuer: Authority, settings: IdentitySettings, id: string): Promise<ClientIdentity> {
  const spiffeId = clientSpiffeId(settings.trustDomain, settings.wfmId, id);
  const { chainPem, keyPem } = await issueSvid(issuer, { spiffeId });
  return { client: { id, spiffeId }, credential: { chainPem, keyPem }, unseen: true };
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
function readyIdentities(folder: string, settings: IdentitySettings): ClientIdentity[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.pem'))
      .sort()
      .map((name) => {
        const chainPem = readFileSync(join(folder, name), 'utf8');
        const keyPem = readFileSync(join(folder, name.replace(/\.pem$/, '.key')), 'utf8');
        const [spiffeId = ''] = certificateFacts(chainPem).uriSans;
        const id = matchClientId(spiffeId, settings);
        if (id === undefined)
          throw new ConfigurationError(
            'IDENTITIES_FOREIGN',
            `${name} names ${JSON.stringify(spiffeId)}, which is no client of spiffe://${settings.trustDomain}/margo/wfm/${settings.wfmId}`,
          );
        if (!belongsTo(chainPem, keyPem))
          throw new ConfigurationError(
            'IDENTITIES_KEY_MISMATCH',
            `the key beside ${name} does not belong to its certificate; put the right one there`,
          );
        return { client: { id, spiffeId }, credential: { chainPem, keyPem }, unseen: false };
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
