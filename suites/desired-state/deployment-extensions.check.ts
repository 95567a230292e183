import fc from 'fast-check';
import type { JsonValue } from '../../simulator/protocol/json.ts';
import { carriedExtensions, everyKindOfValue } from '../harness/arbitraries/deployment-extensions.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import type { RequestedDeployment } from '../harness/control/operator.ts';
import {
  carriesExtensions,
  hasNoFormerExtensions,
  keepsBelowSpec,
  keepsOutOfProfile,
  namesExtensions,
} from '../oracles/deployment/extensions.ts';
import { type Enrich, forAnyDeployment, judgeAssigned } from './deployment-judging.ts';
import { ifTaken } from './if-taken.ts';

const needs = { verbs: ['assign', 'update'] } as const;

type Extensions = Readonly<Record<`x-${string}-extensions`, JsonValue>>;

interface Places {
  readonly profile: Extensions;
  /** For the first component; the others have none. */
  readonly component: Extensions;
  /** For the deployment itself. */
  readonly top: Extensions;
}

function extended(asked: RequestedDeployment, { profile, component, top }: Places): RequestedDeployment {
  const [first, ...others] = asked.profile.components;
  const components = first ? [{ ...first, ...component }, ...others] : [];
  return { ...asked, ...top, profile: { ...asked.profile, ...profile, components } };
}

const NONE: Extensions = {};
const some = fc.option(carriedExtensions, { freq: 4, nil: NONE });
const withExtensions: Enrich = fc
  .record({ profile: some, component: some, top: fc.constant(NONE) })
  .map((places) => (asked) => extended(asked, places));

check(
  {
    id: 'desired-state/deployment-carries-extensions',
    title: 'Extensions of the profile and of its components reach the deployment exactly as they are',
    requirements: ['DEP-009'],
    needs,
  },
  (trial) =>
    forAnyDeployment(
      trial,
      ({ document, asked }) => trial.judge('DEP-009', carriesExtensions(document, asked.profile)),
      { enrich: withExtensions },
    ),
);

check(
  {
    id: 'desired-state/deployment-carries-every-kind-of-extension',
    title: 'Extensions with every kind of value reach the deployment, and follow an update',
    requirements: ['DEP-009'],
    needs,
  },
  (trial) => {
    const plain = plainDeployment('extensions');
    const first = extended(plain, { profile: everyKindOfValue, component: NONE, top: NONE });
    const then = extended(plain, { profile: NONE, component: everyKindOfValue, top: NONE });
    return judgeAssigned(trial, first, then, ({ document, asked, before }) => {
      trial.judge('DEP-009', carriesExtensions(document, asked.profile));
      if (before) trial.judge('DEP-009', hasNoFormerExtensions(document, before.profile, asked.profile));
    });
  },
);

check(
  {
    id: 'desired-state/deployment-extensions-stand-under-spec',
    title: 'Extensions that the operator gives for the whole deployment stand under spec, if they are passed on',
    requirements: ['DEP-009', 'DEP-010'],
    needs,
  },
  (trial) => {
    const plain = plainDeployment('extensions');
    const places = { profile: NONE, component: NONE, top: everyKindOfValue };
    return ifTaken(
      judgeAssigned(trial, extended(plain, places), plain, ({ document }) => {
        trial.judge('DEP-010', keepsBelowSpec(document));
        trial.judge('DEP-009', keepsOutOfProfile(document, Object.keys(everyKindOfValue)));
      }),
    );
  },
);

check(
  {
    id: 'desired-state/deployment-extensions-are-well-formed',
    title:
      'Whatever stands under spec beside what the specification names is an extension: x-NAME-extensions, an object',
    requirements: ['EXT-001'],
    needs,
  },
  (trial) =>
    forAnyDeployment(trial, ({ schemaErrors }) => trial.judge('EXT-001', namesExtensions(schemaErrors)), {
      enrich: withExtensions,
    }),
);
