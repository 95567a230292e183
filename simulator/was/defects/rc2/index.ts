import type { Defect } from '../defect.ts';
import { BODY_DIGEST_DEFECTS } from './body-digests.ts';
import { CERTIFICATE_DEFECTS } from './certificates.ts';
import { FRESHNESS_DEFECTS } from './freshness.ts';
import { INTERFACE_DEFECTS } from './interface.ts';
import { ONBOARDING_DEFECTS } from './onboarding.ts';
import { REFUSAL_DEFECTS } from './refusals.ts';
import { REQUEST_FORM_DEFECTS } from './request-forms.ts';
import { SIGNATURE_CHECK_DEFECTS } from './signature-checks.ts';
import { SIGNATURE_FORM_DEFECTS } from './signature-forms.ts';
import { SIGNER_DEFECTS } from './signers.ts';

/** Faults in what only 1.0.0-rc.2 has: onboarding, message signatures, and answers of its own. */
export const RC2_DEFECTS: readonly Defect[] = [
  ...BODY_DIGEST_DEFECTS,
  ...CERTIFICATE_DEFECTS,
  ...FRESHNESS_DEFECTS,
  ...INTERFACE_DEFECTS,
  ...ONBOARDING_DEFECTS,
  ...REFUSAL_DEFECTS,
  ...REQUEST_FORM_DEFECTS,
  ...SIGNATURE_CHECK_DEFECTS,
  ...SIGNATURE_FORM_DEFECTS,
  ...SIGNER_DEFECTS,
];
