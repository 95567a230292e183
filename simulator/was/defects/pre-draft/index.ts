import type { Defect } from '../defect.ts';
import { BEARER_TOKEN_DEFECTS } from './bearer-tokens.ts';
import { DEPLOYMENT_CONTENT_DEFECTS } from './deployment-contents.ts';
import { PRE_DRAFT_DEPLOYMENT_DEFECTS } from './deployment-documents.ts';
import { LASTING_DEFECTS } from './lasting.ts';
import { PRE_DRAFT_ONBOARDING_DEFECTS } from './onboarding.ts';
import { PAYLOAD_SIGNATURE_DEFECTS } from './payload-signatures.ts';
import { PRE_DRAFT_REPORT_DEFECTS } from './reports.ts';
import { REPOSITORY_DEFECTS } from './repositories.ts';
import { TOKEN_ENDPOINT_DEFECTS } from './token-endpoint.ts';

/** Faults that only the pre-draft of 2024 can have. */
export const PRE_DRAFT_DEFECTS: readonly Defect[] = [
  ...PRE_DRAFT_ONBOARDING_DEFECTS,
  ...TOKEN_ENDPOINT_DEFECTS,
  ...BEARER_TOKEN_DEFECTS,
  ...PAYLOAD_SIGNATURE_DEFECTS,
  ...PRE_DRAFT_REPORT_DEFECTS,
  ...REPOSITORY_DEFECTS,
  ...PRE_DRAFT_DEPLOYMENT_DEFECTS,
  ...DEPLOYMENT_CONTENT_DEFECTS,
  ...LASTING_DEFECTS,
];
