import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { all, type Judgement, judgeThat } from './judgement.ts';

/** 304, and nothing after its header fields (DSM-006). A Content-Length may tell the length of the manifest. */
export const notModified = ({ status, body }: WireResponse): Judgement =>
  all(
    judgeThat(status === 304, '304, because If-None-Match names the current ETag', `status ${status}`),
    judgeThat(body.length === 0, '304 without a body', `304 with ${body.length} bytes`),
  );

/** The manifest in full, because the caller does not hold it. */
export const servedInFull = ({ status }: WireResponse): Judgement =>
  judgeThat(status === 200, '200, because If-None-Match does not name the current ETag', `status ${status}`);
