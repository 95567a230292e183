import type { JsonObject } from '../../protocol/json.ts';
import type { Fault } from './defect.ts';
import { answering, type Which, withJson } from './exchanges.ts';

/** Changes the problem documents of the answers that are meant. */
export const rewriting = (which: Which, change: (document: JsonObject) => JsonObject): Fault =>
  answering(which, withJson(change));
