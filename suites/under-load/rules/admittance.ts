import type { IdentityKindName } from '../../../simulator/fleet/identities/identity-kind-name.ts';
import type { Operation } from '../../../simulator/fleet/judging/judge.ts';
import type { RevisionTraits } from '../../../simulator/protocol/revision.ts';
import { notServed, type Reception } from '../../oracles/reception.ts';
import type { Standpoint, Subject } from '../subject.ts';

interface Barrier {
  /** What it breaks to let such a caller in. */
  readonly requirements: readonly string[];
  /** Where it is asked for who it is; null: everywhere. */
  readonly at: Operation | null;
}

type Barriers = Readonly<Partial<Record<IdentityKindName, Barrier>>>;

/**
 * Who is not to be served, by what identifies a caller. A renewed key is the client's own, and a client that nobody admitted
 * may be served by a WFM that accepts its whole namespace (WIP-013). Before SPIFFE a certificate counts when it takes the
 * client in; how long it is trusted afterwards is open (G-80).
 */
const BARRIERS: Readonly<Record<RevisionTraits['callerIdentity'], Barriers>> = {
  'mutual-tls': {
    expired: { requirements: ['IDN-011', 'TLS-004'], at: null },
    'not-yet-valid': { requirements: ['IDN-011', 'TLS-004'], at: null },
    'unknown-authority': { requirements: ['IDN-011', 'TLS-004', 'GEN-006'], at: null },
    'other-trust-domain': { requirements: ['IDN-010', 'WIP-010', 'IDN-003', 'TLS-005'], at: null },
  },
  'message-signature': {
    expired: { requirements: ['ONB-013'], at: 'onboard' },
    'not-yet-valid': { requirements: ['ONB-013'], at: 'onboard' },
    'unknown-authority': { requirements: ['ONB-013', 'SIG-006'], at: 'onboard' },
  },
  'bearer-token': {},
};

/** That a caller is not served who is not what it says; being put off, or cut off, is no service. */
export function judgeAdmittance(
  { bench, revision }: Standpoint,
  { judged, response }: Pick<Subject, 'judged' | 'response'>,
): void {
  const { identity, operation } = judged;
  const barrier = identity && BARRIERS[revision.traits.callerIdentity][identity];
  if (!barrier || (barrier.at !== null && barrier.at !== operation)) return;
  const reception: Reception = { kind: 'answered', status: response.status };
  const caller = `a caller whose certificate is ${identity}`;
  for (const requirement of barrier.requirements) bench.judge(requirement, notServed(reception, caller));
}
