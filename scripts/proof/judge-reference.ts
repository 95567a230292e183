import type { CheckResult } from '../../reports/model.ts';
import type { RevisionId } from '../../simulator/protocol/revision.ts';
import { DEFAULT_REVISION } from '../../simulator/protocol/revisions.ts';
import type { WasMode } from '../../simulator/was/options.ts';
import type { PkiMaterial } from '../../simulator/was/pki-material.ts';
import type { Check } from '../../suites/harness/check.ts';
import { type Judging, judgeTarget } from './judge-target.ts';
import { type Pace, type ReferenceOptions, referenceTarget } from './reference-target.ts';

export interface ProofOptions extends Omit<Judging, 'made'> {
  readonly defects?: readonly string[];
  readonly mode?: WasMode;
  /** Default: the newest. */
  readonly revision?: RevisionId;
  readonly pace?: Pace;
  /** The same issuer for many runs, with the identities that were made from it so far. */
  readonly shared?: SharedIdentities;
}

export interface SharedIdentities extends Required<Pick<Judging, 'made'>> {
  readonly pki: PkiMaterial;
}

const LATENCY_MS: Readonly<Record<WasMode, number>> = { plain: 5, contrary: 1500, obstinate: 1500 };

/** What is about several endpoints needs those that have nothing in common; everything else, those that share their clients. */
const APART: Pick<ReferenceOptions, 'endpoints' | 'endpointRecords'> = {
  endpoints: ['test', 'development'],
  endpointRecords: 'separate',
};

/** Judges the reference WAS, as it is or with defects, by the given checks; those about several endpoints have one of their own. */
export async function judgeReference(checks: readonly Check[], options: ProofOptions): Promise<readonly CheckResult[]> {
  const { apart = [], together = [] } = Object.groupBy(checks, ({ needs }) =>
    needs?.otherEndpoint ? 'apart' : 'together',
  );
  const judged = await Promise.all([
    together.length > 0 ? judgeAt({}, together, options) : [],
    apart.length > 0 ? judgeAt(APART, apart, options) : [],
  ]);
  return judged.flat().toSorted((left, right) => left.id.localeCompare(right.id, 'en'));
}

async function judgeAt(
  endpoints: Partial<typeof APART>,
  checks: readonly Check[],
  options: ProofOptions,
): Promise<readonly CheckResult[]> {
  const {
    defects = [],
    mode = 'plain',
    revision = DEFAULT_REVISION,
    pace,
    shared,
    latencyMs = LATENCY_MS[mode],
    ...judging
  } = options;
  await using target = await referenceTarget(
    { ...endpoints, defects, mode, revision, ...(shared && { pki: shared.pki }) },
    pace,
  );
  return await judgeTarget(target.file, checks, { ...judging, latencyMs, ...(shared && { made: shared.made }) });
}
