import type { Effort } from '../../reports/model.ts';
import type { DeploymentState, DeploymentType } from '../../simulator/protocol/documents.ts';
import type { Revision, RevisionTraits } from '../../simulator/protocol/revision.ts';
import type { Catalogue } from '../requirements/catalogue.ts';
import type { ControlVerb } from './control/contract.ts';
import type { Feature } from './target/target.ts';
import type { Trial } from './trial.ts';

/** One executable judgement of one or more requirements. */
export interface CheckDefinition {
  /** `<area>/<name>`; kept over releases, because expectation files and reports of others name it. */
  readonly id: string;
  /** One sentence that is true of a conforming WFM. */
  readonly title: string;
  /** Ids of the catalogue that this check judges; it may fail for no other. */
  readonly requirements: readonly [string, ...string[]];
  /** Requirements that the way there rests on and other checks judge: where one is broken, this check is not evaluated. */
  readonly restsOn?: readonly string[];
  readonly needs?: CheckNeeds;
  /** Disturbs other checks (restarts the WFM, floods it): runs alone. */
  readonly exclusive?: boolean;
  /** The profile that it belongs to; default `core`, all that needs nothing beside the WFM. */
  readonly profile?: 'end-to-end';
  /** It may take this long, in milliseconds; default: what the run gives each check. */
  readonly timeoutMs?: Readonly<Record<Effort, number>>;
}

/** Without these the check is not evaluated, or not applicable where the target does not claim the feature. */
export interface CheckNeeds {
  readonly verbs?: readonly ControlVerb[];
  readonly feature?: Feature;
  /** An issuer that mints identities of any kind. */
  readonly issuer?: boolean;
  /** The address of the trust discovery document. */
  readonly discovery?: boolean;
  /** A Kubernetes cluster that devices deploy to. */
  readonly cluster?: boolean;
  /** A container engine with Compose that devices deploy to. */
  readonly engine?: boolean;
  /** A second endpoint in the target file that does not accept the credentials of the first. */
  readonly otherEndpoint?: boolean;
  /** How the callers of the revision are known: the check is about nothing else. */
  readonly caller?: RevisionTraits['callerIdentity'];
  /** How the revision has the desired state read. */
  readonly desiredState?: RevisionTraits['desiredState'];
  /** A client of the revision may report several devices. */
  readonly severalDevices?: true;
  /** The revision lets a client take a device back. */
  readonly removal?: true;
  /** A requirement that says what is sent: without it in force the check has nothing to stand on. */
  readonly inForce?: string;
  /** Capabilities have labels. */
  readonly labels?: true;
  /** A type of deployment profile that not every revision knows. */
  readonly deploymentType?: DeploymentType;
  /** A status report says which version of the manifest was adopted. */
  readonly adoptedVersion?: true;
  /** A state that not every revision's reports can have. */
  readonly deploymentState?: DeploymentState;
}

/**
 * Whether a check has its place in a revision: it judges something that is in force there, and the revision has what the
 * check is about. One that has not is no part of a run of that revision.
 */
export function runsIn(
  { requirements, needs = {} }: CheckDefinition,
  { id, traits }: Revision,
  catalogue: Catalogue,
): boolean {
  const inForce = requirements.some((cited) => catalogue.requirement(cited).revisions.includes(id));
  return (
    inForce &&
    (needs.caller === undefined || needs.caller === traits.callerIdentity) &&
    (needs.desiredState === undefined || needs.desiredState === traits.desiredState) &&
    (needs.removal === undefined || traits.removesDevices) &&
    (needs.severalDevices === undefined || traits.devicesOfClient === 'several') &&
    (needs.inForce === undefined || catalogue.requirement(needs.inForce).revisions.includes(id)) &&
    (needs.labels === undefined || traits.labels) &&
    (needs.deploymentType === undefined || traits.deploymentTypes.includes(needs.deploymentType)) &&
    (needs.adoptedVersion === undefined || traits.statusHasAdoptedVersion) &&
    (needs.deploymentState === undefined || traits.deploymentStates.includes(needs.deploymentState)) &&
    (needs.feature !== 'gateways' || traits.gateways)
  );
}

export interface Check extends CheckDefinition {
  readonly judge: (trial: Trial) => Promise<void>;
}

const registered = new Map<string, Check>();

/** Declares a check. Called at the top level of a `*.check.ts` file; the entry of the suite registers it with Vitest. */
export function check(definition: CheckDefinition, judge: (trial: Trial) => Promise<void>): void {
  if (registered.has(definition.id)) throw new TypeError(`DUPLICATE_CHECK: ${definition.id} is declared twice`);
  registered.set(definition.id, { ...definition, judge });
}

/** All checks declared so far, by id. */
export const declaredChecks = (): readonly Check[] =>
  [...registered.values()].sort((left, right) => left.id.localeCompare(right.id, 'en'));
