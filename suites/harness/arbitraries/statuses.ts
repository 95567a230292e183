import fc from 'fast-check';
import type { DeploymentState, StatusError } from '../../../simulator/protocol/documents.ts';

/** States of a report whose order of severity no reading disputes (G-01): all alike, or one that failed. */
export interface ReportedStates {
  readonly overall: DeploymentState;
  readonly components: readonly DeploymentState[];
}

export const statusError: fc.Arbitrary<StatusError> = fc.record({
  code: fc.stringMatching(/^[1-9]\d{0,3}$/),
  source: fc.constantFrom('sample', 'waspect-sample'),
  message: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text)),
});

/** States that a device passes through while it takes in a workload and tries again, the last one being any of them. */
export const progress: fc.Arbitrary<readonly DeploymentState[]> = fc.oneof(
  fc.constantFrom<readonly DeploymentState[]>(
    ['pending'],
    ['pending', 'installing'],
    ['pending', 'installing', 'installed'],
    ['pending', 'installing', 'failed'],
    ['pending', 'failed'],
    ['installing', 'failed', 'installing', 'installed'],
    ['pending', 'installing', 'installed', 'installing', 'failed'],
  ),
  fc.array(fc.constantFrom<DeploymentState>('pending', 'installing', 'installed', 'failed'), {
    minLength: 1,
    maxLength: 6,
  }),
);

/** One state for the whole that fits those of so many components. */
export const reportedStates = (overall: DeploymentState, components: number): fc.Arbitrary<ReportedStates> =>
  overall === 'failed'
    ? fc
        .array(fc.constantFrom<DeploymentState>('failed', 'installed', 'installing', 'pending'), {
          minLength: components,
          maxLength: components,
        })
        .map((states) => ({
          overall,
          components: states.includes('failed') ? states : [...states.slice(0, -1), 'failed' as const],
        }))
    : fc.constant({ overall, components: Array.from({ length: components }, () => overall) });
