import type { Check, CheckDefinition } from '../../suites/harness/check.ts';
import { loadChecks } from '../../suites/harness/engine/check-files.ts';

/** The checks that need nothing beside the WFM. */
export const coreChecks = async (): Promise<readonly Check[]> => (await loadChecks()).filter(isCore);

const isCore = ({ profile }: CheckDefinition): boolean => profile !== 'end-to-end';
