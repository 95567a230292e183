import { type CheckDefinition, check } from '../harness/check.ts';
import {
  bundleMediaType,
  bundlePresence,
  type DocumentRule,
  deploymentsListed,
  digestForms,
  manifestDocument,
  sizeForms,
  versionForm,
} from '../oracles/manifest-document.ts';
import { inEverySituation, SITUATION_NEEDS } from './manifest-situations.ts';

interface RuleCheck extends Pick<CheckDefinition, 'id' | 'title'> {
  readonly requirement: string;
  readonly rule: DocumentRule;
}

const RULES: readonly RuleCheck[] = [
  {
    id: 'desired-state/manifest-lists-identified-deployments',
    title: 'A manifest is a JSON object whose deployments are listed by their ids, each once',
    requirement: 'DSM-001',
    rule: deploymentsListed,
  },
  {
    id: 'desired-state/version-is-an-unsigned-integer',
    title: 'manifestVersion is a JSON number, an integer from 1 to 2^64-1',
    requirement: 'DSM-007',
    rule: versionForm,
  },
  {
    id: 'desired-state/manifest-has-a-bundle-unless-empty',
    title: 'The member bundle is always there, and null exactly when there are no deployments',
    requirement: 'DSM-009',
    rule: bundlePresence,
  },
  {
    id: 'desired-state/manifest-names-the-bundle-media-type',
    title: 'The bundle is declared with the media type of bundles',
    requirement: 'DSM-010',
    rule: bundleMediaType,
  },
  {
    id: 'desired-state/manifest-digests-follow-the-grammar',
    title: 'Each digest in a manifest is sha256, a colon and 64 lower-case hexadecimal digits',
    requirement: 'DIG-001',
    rule: digestForms,
  },
  {
    id: 'desired-state/manifest-sizes-are-integers',
    title: 'A sizeBytes in a manifest, where there is one, is a non-negative integer',
    requirement: 'GEN-001',
    rule: sizeForms,
  },
];

for (const { requirement, rule, ...definition } of RULES)
  check({ ...definition, requirements: [requirement], needs: SITUATION_NEEDS }, (trial) =>
    inEverySituation(trial, requirement, (response) => {
      const read = manifestDocument(response);
      trial.judge(requirement, 'wrong' in read ? read.wrong : rule(read.document));
    }),
  );
