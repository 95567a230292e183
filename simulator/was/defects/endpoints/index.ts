import type { Defect } from '../defect.ts';
import { ENDPOINT_CLIENT_ID_DEFECTS } from './client-ids.ts';
import { ENDPOINT_LEAD_DEFECTS } from './leads.ts';
import { ENDPOINT_RECORD_DEFECTS } from './records.ts';
import { ENDPOINT_TOKEN_DEFECTS } from './tokens.ts';

/** What is one endpoint's, and reaches another (USR-015). */
export const ENDPOINT_DEFECTS: readonly Defect[] = [
  ...ENDPOINT_RECORD_DEFECTS,
  ...ENDPOINT_CLIENT_ID_DEFECTS,
  ...ENDPOINT_TOKEN_DEFECTS,
  ...ENDPOINT_LEAD_DEFECTS,
];
