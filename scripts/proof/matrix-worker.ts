import fc from 'fast-check';
import type { CheckResult } from '../../reports/model.ts';
import type { RevisionId } from '../../simulator/protocol/revision.ts';
import { createPki } from '../../simulator/was/pki-material.ts';
import { loadChecks } from '../../suites/harness/engine/check-files.ts';
import { judgeReference, type SharedIdentities } from './judge-reference.ts';
import type { JudgedDefect, MatrixTask } from './matrix.ts';

/** A process that judges the reference WAS with each defect that its parent names, until the channel closes. */
// A defect is noticed by a failure, whatever its input: the smallest one is nobody's business here.
fc.configureGlobal({ endOnFailure: true });

const checks = await loadChecks();
const pki = await createPki('factory.example', 'wfm-1');
/** A revision has identities of its own kind. */
const identities = new Map<RevisionId, SharedIdentities>();

function sharedIn(revision: RevisionId): SharedIdentities {
  const known = identities.get(revision) ?? { pki, made: new Map() };
  identities.set(revision, known);
  return known;
}

/** At a glance a property judges a single case; most faults need no more. */
const GLANCE_MS = 60_000;

const noted = ({ id, verdict, message, requirements, violations }: CheckResult): JudgedDefect['verdicts'][number] => ({
  check: id,
  verdict,
  message,
  cites: requirements,
  violated: violations.map(({ requirement }) => requirement),
});

process.on('message', async ({ revision, defect, checks: named, glance }: MatrixTask) => {
  const chosen = checks.filter(({ id }) => named.includes(id));
  const results = await judgeReference(chosen, {
    pace: 'brisk',
    revision,
    defects: [defect],
    concurrency: 12,
    shared: sharedIn(revision),
    ...(glance && { latencyMs: GLANCE_MS }),
  });
  process.send?.({ defect, verdicts: results.map(noted) } satisfies JudgedDefect);
});
process.on('disconnect', () => process.exit(0));
