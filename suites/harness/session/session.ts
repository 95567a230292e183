import { readFileSync } from 'node:fs';
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
import { type IdentitySupply, identitySupply } from './identities.ts';

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
  close(): Promise<void>;
}

export async function openSession(settings: RunSettings): Promise<Session> {
  const target = readTarget(settings.targetFile, settings.endpoint ?? undefined);
  const revision = revisionOf(target.revision);
  if (!revision)
    throw new ConfigurationError('TARGET_REVISION', `revision ${target.revision} is not judged by this release`);
  const control = connectControl(target);
  const controlDescription = await control.describe();
  return {
    settings,
    target,
    revision,
    catalogue: loadCatalogue(),
    anchors: readFileSync(target.identity.anchors, 'utf8'),
    control,
    controlDescription,
    identities: identitySupply(target.identity, operator(control, controlDescription)),
    close: () => control.close(),
  };
}
