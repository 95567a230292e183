import { stringify } from 'yaml';
import type { JsonObject } from '../../protocol/json.ts';

/**
 * One document in block style; no line is folded, no node is shared, and a text that YAML 1.1 takes for something else
 * (`no`, `1:20`) is quoted, so that any reader gets the same values.
 */
export const toYaml = (document: JsonObject): string =>
  stringify(document, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' });
