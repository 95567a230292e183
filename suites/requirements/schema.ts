import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Level } from '../../reports/model.ts';
import { REVISION_IDS } from '../../simulator/protocol/revision.ts';
import { FEATURES } from '../harness/target/target.ts';
import { ID_FAMILIES, type Party, type Position, type Requirement } from './requirement.ts';

const LEVELS = ['MUST', 'SHOULD', 'MAY', 'INFO'] as const satisfies readonly Level[];
const PARTIES = ['WFM', 'DEV', 'CLI', 'APP', 'REG', 'MIS', 'OPR', 'ALL'] as const satisfies readonly Party[];

const sentence = { type: 'string', minLength: 3, pattern: '^\\S.*\\S$' } as const;
const requirementId = { type: 'string', pattern: `^(${ID_FAMILIES.join('|')})-[0-9]{3}$` } as const;
const setOf = (items: object): object => ({ type: 'array', minItems: 1, uniqueItems: true, items });
const closed = (required: readonly string[], properties: object): object => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const verification = {
  type: 'object',
  required: ['by'],
  discriminator: { propertyName: 'by' },
  oneOf: [
    closed(['by'], { by: { const: 'checks' }, condition: sentence, feature: { enum: FEATURES } }),
    closed(['by', 'reason'], { by: { const: 'device-role' }, reason: sentence }),
    closed(['by', 'observable', 'reason'], {
      by: { const: 'none' },
      observable: { type: 'boolean' },
      reason: sentence,
    }),
  ],
};

/** What a row says differently in a revision; what is not named stays as it is. */
const variant = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: { level: { enum: LEVELS }, statement: sentence, clause: sentence, note: sentence, verification },
} as const;

const requirement = closed(['id', 'level', 'party', 'revisions', 'statement', 'clause', 'verification'], {
  id: requirementId,
  level: { enum: LEVELS },
  party: setOf({ enum: PARTIES }),
  revisions: setOf({ enum: REVISION_IDS }),
  statement: sentence,
  clause: sentence,
  note: sentence,
  verification,
  in: {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: Object.fromEntries(REVISION_IDS.map((revision) => [revision, variant])),
  },
});

/** JSON Schema (2020-12) of one file of the catalogue. */
const AREA_SCHEMA: object = closed(['area', 'title', 'order', 'requirements'], {
  area: { type: 'string', pattern: '^[a-z]+(-[a-z]+)*$' },
  title: sentence,
  order: { type: 'integer', minimum: 1 },
  requirements: { type: 'array', minItems: 1, items: requirement },
});

/** JSON Schema (2020-12) of the positions. */
const POSITIONS_SCHEMA: object = {
  type: 'array',
  minItems: 1,
  items: closed(['id', 'topic', 'problem', 'position', 'reason', 'settled', 'affects'], {
    id: { type: 'string', pattern: '^G-[0-9]{2,3}$' },
    topic: sentence,
    problem: sentence,
    position: sentence,
    reason: sentence,
    settled: { type: 'boolean' },
    affects: { type: 'array', uniqueItems: true, items: requirementId },
  }),
};

/** A file of the catalogue; its rows learn their area when they are read. */
export interface AreaFile {
  readonly area: string;
  readonly title: string;
  /** Place of the area in a report. */
  readonly order: number;
  readonly requirements: readonly Omit<Requirement, 'area'>[];
}

const ajv = new Ajv2020({ discriminator: true });

export const isAreaFile: ValidateFunction<AreaFile> = ajv.compile<AreaFile>(AREA_SCHEMA);
export const isPositionList: ValidateFunction<readonly Position[]> = ajv.compile<readonly Position[]>(POSITIONS_SCHEMA);

/** Where in the file the first mistake is, and what it is. */
export function firstMistake(errors: readonly ErrorObject[] | null | undefined): string {
  const [first] = errors ?? [];
  if (first === undefined) return 'not valid';
  const details = Object.values(first.params).flat().join(', ');
  return `${first.instancePath || '/'} ${first.message ?? 'is not valid'} (${details})`;
}
