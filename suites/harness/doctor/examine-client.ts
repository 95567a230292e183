import type { Enrolment } from '../../../simulator/protocol/revision.ts';
import { type Operator, operator } from '../control/operator.ts';
import type { ClientIdentity } from '../session/identities.ts';
import type { Session } from '../session/session.ts';
import { knownAs } from '../taking-in.ts';
import { desiredState } from './desired.ts';
import { DoctorClients } from './doctor-client.ts';
import { endpointFinding } from './endpoint.ts';
import type { Finding } from './finding.ts';
import { firstContact } from './first-contact.ts';
import { onboarded } from './onboarding.ts';
import { onboardingFinding } from './onboarding-finding.ts';
import { operatorAction } from './operator-action.ts';
import { dialectOf, type Spoken, type SpokenDialect } from './recognise/dialect-space.ts';
import { tellCapabilities, tellRemoval, tellWorkload } from './recognise/examine-dialect.ts';
import { inference } from './recognise/inferred.ts';
import type { Speech } from './recognise/speech.ts';
import { gitFinding, repositoryContact } from './repository.ts';

/** What a client of the doctor's own has met. */
export interface Examined {
  readonly findings: readonly Finding[];
  /** How long an operator action took to show, in milliseconds; undefined where none did. */
  readonly latencyMs?: number;
  /** Undefined where no client got far enough to tell. */
  readonly speaks?: Speech;
  /** Facets of the dialect that a run goes on with beside those that the target file has; none by default. */
  readonly adopted?: Spoken;
}

/** Has a client admitted and taken in, and goes the way of a device with it as far as it comes. */
export async function examineClient(session: Session, signal: AbortSignal): Promise<Examined> {
  const { target, settings, revision } = session;
  const control = operator(session.control, session.controlDescription);
  const { supports } = control.description;
  const noGit = revision.traits.desiredState === 'repository' ? await gitFinding() : undefined;
  if (noGit) return { findings: [noGit] };
  const identity = await session.identities.take(`w-${settings.nonce}-doctor`);
  if (supports.has('admit')) await control.admit(identity.client);
  let known = identity.client;
  try {
    // A WFM may shake hands with those only who present a certificate: its own is looked at once more.
    const presents = revision.traits.callerIdentity === 'mutual-tls';
    const endpoint = presents && (await endpointFinding(target, session.anchors, identity.credential));
    if (endpoint) return { findings: [endpoint] };
    const declared = dialectOf(target);
    const taken = await onboarded(session, identity, declared, signal);
    if ('failed' in taken) return { findings: found(await onboardingFinding(session, identity, taken.failed)) };
    known = knownAs(identity.client, taken.enrolment);
    if (signal.aborted) return { findings: [] };
    const examined = await examineTakenIn({ session, control, identity, signal, ...taken });
    const { dialect = taken.dialect } = examined;
    const inferred =
      declared && dialect && taken.dialect && inference(declared, target.dialect, taken.dialect.spoken, dialect.spoken);
    return {
      findings: [...examined.findings, ...found(inferred?.finding)],
      ...(examined.latencyMs !== undefined && { latencyMs: examined.latencyMs }),
      ...(examined.accepted && { speaks: { revision: revision.id, dialect } }),
      ...(inferred && { adopted: inferred.adopted }),
    };
  } finally {
    if (supports.has('retire') && target.control.kind !== 'manual' && !signal.aborted)
      await control.retire(known).catch(() => undefined);
  }
}

interface TakenInClient {
  readonly session: Session;
  readonly control: Operator;
  readonly identity: ClientIdentity;
  readonly enrolment: Enrolment;
  readonly dialect: SpokenDialect | undefined;
  readonly signal: AbortSignal;
}

interface ExaminedTakenIn extends Pick<Examined, 'findings' | 'latencyMs'> {
  /** Whether the WFM took it as one of its clients. */
  readonly accepted: boolean;
  readonly dialect?: SpokenDialect | undefined;
}

async function examineTakenIn({
  session,
  control,
  identity,
  enrolment,
  dialect,
  signal,
}: TakenInClient): Promise<ExaminedTakenIn> {
  const { target } = session;
  await using opened = new AsyncDisposableStack();
  const clients = opened.adopt(new DoctorClients(session, identity, enrolment, dialect?.space), (it) => it.close());
  const close = () => void clients.close();
  signal.addEventListener('abort', close, { once: true });
  opened.defer(() => signal.removeEventListener('abort', close));
  const tried = dialect && { space: dialect.space, clients };
  let spoken: Spoken = dialect?.spoken ?? {};
  const contact = await firstContact(session, clients.speaking(spoken), signal);
  const { findings } = contact;
  if (hasErrors(findings) || signal.aborted) return { accepted: false, findings };
  if (tried && contact.accepted) spoken = await tellCapabilities(tried, spoken);
  const client = clients.speaking(spoken);
  const repository = enrolment.kind === 'oauth' ? await repositoryContact(session, client) : { findings: [] };
  const { checkout } = repository;
  if (checkout) opened.defer(() => checkout.close());
  const seen = [...findings, ...repository.findings];
  const readable = checkout !== undefined || client.revision.traits.desiredState === 'manifest';
  const now = () => dialect && { space: dialect.space, spoken };
  if (hasErrors(seen) || !readable || !control.description.supports.has('assign') || signal.aborted)
    return { accepted: contact.accepted, findings: seen, dialect: now() };
  const action = await operatorAction({
    target,
    operator: control,
    client,
    look: desiredState(client, checkout),
    whileAssigned: async (deploymentId) => {
      if (tried) spoken = await tellWorkload(tried, spoken, deploymentId);
    },
    signal,
  });
  if (tried && contact.accepted && !signal.aborted) spoken = await tellRemoval(tried, spoken);
  return { ...action, accepted: contact.accepted, findings: [...seen, ...action.findings], dialect: now() };
}

const hasErrors = (findings: readonly Finding[]): boolean => findings.some(({ severity }) => severity === 'error');

const found = (finding: Finding | undefined): readonly Finding[] => (finding ? [finding] : []);
