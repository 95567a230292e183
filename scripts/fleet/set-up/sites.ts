import type { FleetPlan } from '../../../simulator/fleet/plan/plan.ts';
import type { RevisionId } from '../../../simulator/protocol/revision.ts';
import { embeddedWas } from '../../cli/embedded-was.ts';
import { claimOf, type Examination, examinedSite, requireSites, type Site, siteOf } from './targets.ts';

export interface SitesRequest extends Examination {
  readonly plan: FleetPlan;
  /** Target files; none: the reference WAS. */
  readonly targets: readonly string[];
  readonly endpoint: string | null;
  readonly revision: RevisionId | null;
  /** Deliberate faults of the reference WAS, where it is the target. */
  readonly defects?: readonly string[];
}

/** The WFM of each revision of a plan, in its order; the embedded one ends with it. */
export interface Sites extends AsyncDisposable {
  readonly sites: readonly [Site, ...Site[]];
}

/** Opens what the devices of a plan are to load. @throws ConfigurationError */
export const openSites = (request: SitesRequest): Promise<Sites> =>
  request.targets.length === 0 ? embeddedSites(request) : namedSites(request);

async function embeddedSites({ plan, defects }: SitesRequest): Promise<Sites> {
  const revisions = plan.revisions.map(({ revision }) => revision);
  const was = await embeddedWas({ revisions, serves: 'fleet', ...(defects && { defects }) });
  const sites = revisions.map((revision) =>
    siteOf(claimOf({ file: was.targetFile(revision), revision, endpoint: null })),
  );
  return { sites: atLeastOne(sites), [Symbol.asyncDispose]: () => was[Symbol.asyncDispose]() };
}

async function namedSites({ plan, targets, endpoint, revision, ...examination }: SitesRequest): Promise<Sites> {
  const named = targets.map((file) => ({ file, revision, endpoint }));
  requireSites(plan, named.map(claimOf));
  const sites: Site[] = [];
  for (const each of named) sites.push(await examinedSite(each, examination));
  const inOrder = plan.revisions.flatMap((share) => sites.filter(({ target }) => target.revision === share.revision));
  return { sites: atLeastOne(inOrder), [Symbol.asyncDispose]: async () => undefined };
}

function atLeastOne(sites: readonly Site[]): readonly [Site, ...Site[]] {
  const [first, ...others] = sites;
  if (!first) throw new TypeError('a plan has a revision');
  return [first, ...others];
}
