import { hash } from 'node:crypto';
import { parseCertificate } from '../../pki/parsed-certificate.ts';
import type { Refusal } from '../../pki/refusal.ts';
import { type ValidSvid, validateSvid } from '../../pki/validate-svid.ts';
import type { Realm } from './peer.ts';

/** What a chain proves as long as none of its certificates, and no anchor, begins or ends: times in milliseconds. */
interface KnownChain {
  readonly svid: ValidSvid;
  readonly from: number;
  readonly until: number;
}

const CAPACITY = 20_000;

/** Each WAS has its own anchors, and with a bundle that has changed it has others. */
const known = new WeakMap<readonly string[], Map<string, KnownChain>>();

/**
 * As `validateSvid`, with a chain that was valid known again by its bytes while it stays so: a client that closes its
 * connection after each poll shows the same chain every time. What was refused is looked at anew.
 */
export function validateKnownSvid(chainDer: readonly Uint8Array[], realm: Realm, now: Date): ValidSvid | Refusal {
  const { anchorsPem, trustDomain } = realm;
  const chains = known.get(anchorsPem) ?? new Map<string, KnownChain>();
  known.set(anchorsPem, chains);
  const name = [trustDomain, ...chainDer.map((der) => hash('sha256', der, 'base64'))].join(' ');
  const before = chains.get(name);
  if (before && before.from <= now.getTime() && now.getTime() <= before.until) return before.svid;
  const svid = validateSvid(chainDer, { anchors: anchorsPem, trustDomain, now });
  if ('refused' in svid) return svid;
  chains.delete(name);
  chains.set(name, { svid, ...spanOf([...chainDer, ...anchorsPem]) });
  const [oldest] = chains.keys();
  if (chains.size > CAPACITY && oldest !== undefined) chains.delete(oldest);
  return svid;
}

function spanOf(certificates: readonly (string | Uint8Array)[]): Pick<KnownChain, 'from' | 'until'> {
  const facts = certificates.map((certificate) => parseCertificate(certificate).facts);
  return {
    from: Math.max(...facts.map(({ notBefore }) => notBefore.getTime())),
    until: Math.min(...facts.map(({ notAfter }) => notAfter.getTime())),
  };
}
