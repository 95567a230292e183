import { isDeepStrictEqual } from 'node:util';
import type { Revision } from '../../../simulator/protocol/revision.ts';
import { revisionOf } from '../../../simulator/protocol/revisions.ts';
import { type Catalogue, loadCatalogue } from '../../requirements/catalogue.ts';
import { connectControl } from '../control/connect.ts';
import type { ControlDescription, ControlDriver } from '../control/contract.ts';
import { operator } from '../control/operator.ts';
import { ConfigurationError } from '../failure.ts';
import type { RunSettings } from '../settings.ts';
import { readTarget } from '../target/read-target.ts';
import type { Target } from '../target/target.ts';
import { readAnchors } from './anchors.ts';
import { type IdentitySupply, identitySupply } from './identities.ts';
import { freshPulses, type Pulses } from './pulse.ts';

/** What all checks of a worker share: the target, the way to its operator, the identities and the catalogue. */
export interface Session {
  readonly settings: RunSettings;
  readonly target: Target;
  readonly revision: Revision;
  readonly catalogue: Catalogue;
  /** PEM that the WFM's certificate has to lead to. */
  readonly anchors: string;
  readonly control: ControlDriver;
  readonly controlDescription: ControlDescription;
  readonly identities: IdentitySupply;
  /** Whether the WFM and the operator still answer. */
  readonly pulses: Pulses;
  /** The session of another endpoint of the same target file, which is closed with this one. Throws as {@link openSession}. */
  elsewhere(endpoint: string): Promise<Session>;
  close(): Promise<void>;
}

/** The revision that a target claims, in its dialect. Throws `TARGET_DIALECT`. */
export function revisionOfTarget({ revision: id, dialect }: Pick<Target, 'revision' | 'dialect'>): Revision {
  try {
    return revisionOf(id, dialect);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ConfigurationError('TARGET_DIALECT', `dialect: ${error.message}`, { cause: error });
  }
}

/** Reads the target and reaches its operator. Throws `ConfigurationError` or `PkiError`; then nothing stays open. */
export const openSession = (settings: RunSettings): Promise<Session> => open(settings, null);

async function open(settings: RunSettings, beside: Session | null): Promise<Session> {
  const target = readTarget(settings.targetFile, settings);
  const revision = revisionOfTarget(target);
  const anchors = readAnchors(target.identity.anchors);
  const others = new Map<string, Promise<Session>>();
  const desk = await deskOf(target, beside);
  try {
    const { control, controlDescription } = desk;
    const session: Session = {
      settings,
      target,
      revision,
      catalogue: loadCatalogue(),
      anchors,
      control,
      controlDescription,
      identities: identitySupply(target.identity, revision, operator(control, controlDescription)),
      pulses: freshPulses(),
      elsewhere: (endpoint) => {
        const known = others.get(endpoint) ?? open({ ...settings, endpoint }, session);
        others.set(endpoint, known);
        return known;
      },
      close: async () => {
        const opened = await Promise.allSettled(others.values());
        await Promise.all(opened.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
        await desk.leave();
      },
    };
    return session;
  } catch (error) {
    await desk.leave();
    throw error;
  }
}

interface Desk extends Pick<Session, 'control' | 'controlDescription'> {
  readonly leave: () => Promise<void>;
}

/** The way to the operator; one that two endpoints have in common is opened once, for there may be a person at its end. */
async function deskOf(target: Target, beside: Session | null): Promise<Desk> {
  if (beside && isDeepStrictEqual(target.control, beside.target.control)) {
    const { control, controlDescription } = beside;
    return { control, controlDescription, leave: async () => undefined };
  }
  const control = connectControl(target);
  try {
    return { control, controlDescription: await control.describe(), leave: () => control.close() };
  } catch (error) {
    await control.close();
    throw error;
  }
}

/** Whether the client identities of two endpoints come from one place, where nobody may be handed out twice. */
export function haveOneSupply({ target: here }: Session, { target: there }: Session): boolean {
  const { source, oauth, spiffe } = here.identity;
  const { identity } = there;
  const isOne = isDeepStrictEqual([source, oauth, spiffe], [identity.source, identity.oauth, identity.spiffe]);
  return isOne && (source.kind !== 'control' || isDeepStrictEqual(here.control, there.control));
}
