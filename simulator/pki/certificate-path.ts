import type { ParsedCertificate } from './parsed-certificate.ts';
import { type Refusal, refusal } from './refusal.ts';
import { isStrongKey, isStronglySigned } from './strength.ts';

/** An instant and how far a clock may be off, in milliseconds (IDN-014). */
export interface Instant {
  readonly now: Date;
  readonly skewMs: number;
}

/** What RFC 5280 section 6.1 and the profile ask of every certificate, whatever its place. */
export function refuseCertificate(
  { facts }: ParsedCertificate,
  place: 'leaf' | 'authority',
  { now, skewMs }: Instant,
): Refusal | undefined {
  const prefix = place === 'leaf' ? 'SVID' : 'CHAIN';
  const who = facts.subject === '' ? 'the certificate' : facts.subject;
  if (facts.notAfter.getTime() + skewMs < now.getTime()) {
    return refusal(`${prefix}_EXPIRED`, `${who} ended at ${facts.notAfter.toISOString()}`);
  }
  if (facts.notBefore.getTime() - skewMs > now.getTime()) {
    return refusal(`${prefix}_NOT_YET_VALID`, `${who} begins at ${facts.notBefore.toISOString()}`);
  }
  if (!isStrongKey(facts.publicKey, place)) {
    const { type, curve, bits } = facts.publicKey;
    return refusal(`${prefix}_WEAK_KEY`, `${who} has a key of ${[type, curve, bits].filter(Boolean).join(' ')}`);
  }
  const [unknown] = facts.criticalUnknownExtensions;
  if (unknown !== undefined) {
    return refusal(`${prefix}_CRITICAL_EXTENSION`, `${who} has the critical extension ${unknown}, not known here`);
  }
  return undefined;
}

function refuseAuthority(candidate: ParsedCertificate, below: number, instant: Instant): Refusal | undefined {
  const { isCa, keyUsages, pathLength, subject } = candidate.facts;
  if (!isCa || keyUsages?.includes('keyCertSign') === false) {
    return refusal('CHAIN_NOT_A_CA', `${subject || 'a certificate'} signs but lacks cA=true or keyCertSign`);
  }
  if (pathLength !== undefined && below > pathLength) {
    return refusal('CHAIN_PATH_LENGTH', `${subject} allows ${pathLength} authorities below it, met ${below}`);
  }
  return refuseCertificate(candidate, 'authority', instant);
}

const signs = (issuer: ParsedCertificate, subject: ParsedCertificate): boolean =>
  issuer.facts.subject === subject.facts.issuer && subject.openssl.verify(issuer.openssl.publicKey);

/**
 * Searches a path from a certificate to any anchor, through presented certificates only (IDN-011: nothing is fetched).
 * Answers the reason met first if there is none.
 */
export function refusePath(
  from: ParsedCertificate,
  presented: readonly ParsedCertificate[],
  anchors: readonly ParsedCertificate[],
  instant: Instant,
): Refusal | undefined {
  let reason: Refusal | undefined;
  const climb = (subject: ParsedCertificate, rest: readonly ParsedCertificate[], below: number): boolean => {
    if (!isStronglySigned(subject.facts)) {
      const place = below === 0 ? 'SVID' : 'CHAIN';
      const { algorithm, hash } = subject.facts.signature;
      reason ??= refusal(`${place}_WEAK_SIGNATURE`, `signed with ${algorithm} ${hash ?? ''}`.trimEnd());
      return false;
    }
    const usable = (candidate: ParsedCertificate): boolean => {
      if (!signs(candidate, subject)) return false;
      const refused = refuseAuthority(candidate, below, instant);
      reason ??= refused;
      return refused === undefined;
    };
    if (anchors.some(usable)) return true;
    return rest.some(
      (candidate) =>
        usable(candidate) &&
        climb(
          candidate,
          rest.filter((other) => other !== candidate),
          below + 1,
        ),
    );
  };
  if (climb(from, presented, 0)) return undefined;
  return reason ?? refusal('CHAIN_NO_ANCHOR', 'the certificates presented lead to none of the anchors');
}
