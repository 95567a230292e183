import { jsonBytes } from '../../simulator/protocol/json.ts';
import type { Enrolment } from '../../simulator/protocol/revision.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import type { ClientIdentity } from '../harness/session/identities.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { receptionOfExchange } from '../onboarding/reception.ts';
import { isServed, type Reception, refused } from '../oracles/reception.ts';
import { isOpenToAll } from './knocking.ts';
import { APART, nameOf } from './other-endpoints.ts';
import { readsManifest } from './residents.ts';

/** Somebody at an endpoint, with what another one gave. */
export interface Visitor {
  /** Completes "that … is refused". */
  readonly who: string;
  readonly identity: ClientIdentity;
  readonly enrolment: Enrolment;
}

interface Visit {
  readonly does: string;
  readonly reception: Reception;
}

/** What clients do, at an endpoint that is not the visitor's: reporting a device, and reading where there is a manifest. */
async function visit(there: Trial, { identity, enrolment }: Visitor): Promise<readonly Visit[]> {
  const client = await there.client({ identity, enrolment, admitted: false });
  const device = client.device();
  const report = await client.api.reportCapabilities(device, jsonBytes(plainHost(device)));
  const visits = [{ does: 'reporting a device', reception: receptionOfExchange(report) }];
  if (!readsManifest(there)) return visits;
  const reading = await client.api.readDesiredState();
  return [...visits, { does: 'reading its desired state', reception: receptionOfExchange(reading) }];
}

/** Judges that an endpoint refuses somebody who has what another one gave. */
export async function judgeVisit(trial: Trial, there: Trial, visitor: Visitor): Promise<void> {
  for (const { does, reception } of await visit(there, visitor)) {
    const needsNothing = trial.session.revision.onboarding === null;
    if (needsNothing && isServed(reception)) await requireClosedDoor(trial, there);
    trial.judge(APART, refused(reception, `${visitor.who}, ${does} at ${nameOf(there)},`));
  }
}

/** A policy that takes whoever has a certificate (WIP-013), here and there, accepts nobody for what the other one gave. */
export async function requireClosedDoor(trial: Trial, there: Trial): Promise<void> {
  if (await isOpenToAll([trial, there]))
    throw new NotEvaluated(
      `${nameOf(trial)} and ${nameOf(there)} accept every identity of the issuer, admitted or not: what belongs to which cannot be told`,
    );
}
