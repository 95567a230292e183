import { stringify } from 'yaml';
import type { JsonObject } from '../../protocol/json.ts';

/** One document in block style; no line is folded and no node is shared, so that any reader gets the same values. */
export const toYaml = (document: JsonObject): string =>
  stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
