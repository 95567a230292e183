import { BASE } from './base.ts';
import { CHECKS } from './checks.ts';
import { FLEET } from './fleet.ts';
import { PRINT } from './print.ts';
import { REQUIREMENTS } from './requirements.ts';
import { SUMMARY } from './summary.ts';
import { TIMELINE } from './timeline.ts';
import { TOKENS } from './tokens.ts';

/** The style sheet of the report. */
export const STYLES: string = [TOKENS, BASE, SUMMARY, REQUIREMENTS, CHECKS, TIMELINE, FLEET, PRINT].join('');
