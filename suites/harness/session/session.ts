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
  close(): Promise<void>;
}

/** The revision that a target claims, in its dialect. Throws `TARGET_REVISION`, `TARGET_DIALECT`. */
export function revisionOfTarget({ revision: id, dialect }: Pick<Target, 'revision' | 'dialect'>): Revision {
  let revision: Revision | undefined;
  try {
    revision = revisionOf(id, dialect);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ConfigurationError('TARGET_DIALECT', `dialect: ${error.message}`, { cause: error });
  }
  if (revision) return revision;
  throw new ConfigurationError('TARGET_REVISION', `revision ${id} is not judged by this release`);
}

/** Reads the target and reaches its operator. Throws `ConfigurationError` or `PkiError`; then nothing stays open. */
export async function openSession(settings: RunSettings): Promise<Session> {
  const target = readTarget(settings.targetFile, settings);
  const revision = revisionOfTarget(target);
  const anchors = readAnchors(target.identity.anchors);
  const control = connectControl(target);
  try {
    const controlDescription = await control.describe();
    return {
      settings,
      target,
      revision,
      catalogue: loadCatalogue(),
      anchors,
      control,
      controlDescription,
      identities: identitySupply(target.identity, revision, operator(control, controlDescription)),
      pulses: freshPulses(),
      close: () => control.close(),
    };
  } catch (error) {
    await control.close();
    throw error;
  }
}
