import type { DeviceCapabilities } from '../../../simulator/protocol/documents.ts';
import type { Enrolment, ManagementClient, Revision } from '../../../simulator/protocol/revision.ts';
import type { ControlClient } from '../control/contract.ts';
import { patient } from '../patience.ts';
import type { ClientIdentity } from '../session/identities.ts';
import type { Session } from '../session/session.ts';
import { knownAs } from '../taking-in.ts';
import { connect } from './connect.ts';
import { DOCTOR_DEVICE } from './doctor-device.ts';
import { type DialectSpace, revisionSpeaking, type Spoken } from './recognise/dialect-space.ts';

/** The doctor's own client, once it was taken in. */
export interface DoctorClient {
  readonly identity: ClientIdentity;
  readonly enrolment: Enrolment;
  /** In the dialect that is spoken, as far as that is known by now. */
  readonly revision: Revision;
  /** As the operator knows it. */
  readonly known: ControlClient;
  readonly device: DeviceCapabilities;
  readonly api: ManagementClient;
}

/** The same client in one dialect after the other; each remembers which devices it has reported. */
export class DoctorClients {
  readonly #make: (revision: Revision) => DoctorClient;
  readonly #revisionOf: (spoken: Spoken) => Revision;
  readonly #clients = new Map<string, DoctorClient>();

  constructor(session: Session, identity: ClientIdentity, enrolment: Enrolment, space: DialectSpace | undefined) {
    this.#make = (revision) => doctorClient(session, identity, enrolment, revision);
    this.#revisionOf = (spoken) => (space ? revisionSpeaking(space, spoken) : session.revision);
  }

  speaking(spoken: Spoken): DoctorClient {
    const key = JSON.stringify(spoken);
    const client = this.#clients.get(key) ?? this.#make(this.#revisionOf(spoken));
    this.#clients.set(key, client);
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#clients.values(), ({ api }) => api.close()));
  }
}

function doctorClient(
  session: Session,
  identity: ClientIdentity,
  enrolment: Enrolment,
  revision: Revision,
): DoctorClient {
  const { properties } = DOCTOR_DEVICE;
  // Where paths name a device and no client, the device has the client's own name.
  const id = revision.traits.callerIdentity === 'bearer-token' ? identity.name : properties.id;
  return {
    identity,
    enrolment,
    revision,
    known: knownAs(identity.client, enrolment),
    device: { ...DOCTOR_DEVICE, properties: { ...properties, id } },
    api: patient(connect(session, identity, { enrolment, revision }), session.target.timeouts.settle),
  };
}
