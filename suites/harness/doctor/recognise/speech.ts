import type { FacetValue } from '../../../../simulator/protocol/dialect.ts';
import type { RevisionId } from '../../../../simulator/protocol/revision.ts';
import type { SpokenDialect } from './dialect-space.ts';
import { dialectText, nameOf } from './inferred.ts';

/** What a WFM was found to speak. */
export interface Speech {
  readonly revision: RevisionId;
  /** Undefined where the revision has none, or where nobody came far enough to tell. */
  readonly dialect: SpokenDialect | undefined;
}

/** `1.0.0-rc.2, dialect O2b` */
export const speechText = ({ revision, dialect }: Speech): string =>
  dialect ? `${revision}, dialect ${dialectText(dialect.space, dialect.spoken)}` : revision;

/** The dialect as a target file has it. */
export function dialectEntry({ space, spoken }: SpokenDialect): Readonly<Record<string, FacetValue>> {
  const { base, facets } = nameOf(space, spoken);
  return { base, ...facets };
}
