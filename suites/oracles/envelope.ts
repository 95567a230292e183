import type { JsonObject } from '../../simulator/protocol/json.ts';
import { type Judgement, judgeThat } from './judgement.ts';

/** DEP-014: a document says of which kind it is. */
export const isOfKind = ({ kind }: JsonObject, expected: string): Judgement =>
  judgeThat(kind === expected, `kind ${expected}`, kind === undefined ? 'no kind' : JSON.stringify(kind));

/** DEP-014: a document says to which version of the interface it belongs, in whatever words (G-96). */
export const hasApiVersion = ({ apiVersion }: JsonObject): Judgement =>
  judgeThat(
    typeof apiVersion === 'string' && apiVersion !== '',
    'a text under apiVersion',
    apiVersion === undefined ? 'no apiVersion' : JSON.stringify(apiVersion),
  );

/** As {@link hasApiVersion}, and in the words that are printed. */
export const isOfApiVersion = ({ apiVersion }: JsonObject, expected: string): Judgement =>
  judgeThat(apiVersion === expected, `apiVersion ${expected}`, JSON.stringify(apiVersion) ?? 'none');
