import type { CheckResult, RequirementResult, Violation } from '../model.ts';
import { repeatCommand } from '../repeat.ts';
import { jsonText } from '../text.ts';
import { failingSequence } from '../timeline/commands.ts';

const MAX_COUNTEREXAMPLE = 8_000;

/** The body of a failure: everything an engineer needs who sees only the CI page. */
export function failureDetails(
  check: CheckResult,
  requirements: ReadonlyMap<string, RequirementResult>,
  dir: string,
): string {
  const repeat = repeatCommand(dir, check);
  const parts = [
    check.title,
    ...check.violations.map((violation) => violationText(violation, requirements.get(violation.requirement))),
    ...(check.violations.length > 0 ? [] : check.requirements.map((id) => statementText(id, requirements.get(id)))),
    expectationText(check),
    counterexampleText(check),
    check.observations.length === 0 ? '' : `Observed:\n${check.observations.map((line) => `  ${line}`).join('\n')}`,
    repeat === null ? '' : `Repeat: ${repeat}`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function statementText(id: string, row: RequirementResult | undefined): string {
  if (row === undefined) return id;
  return `${id} (${row.level}, ${row.clause})\n  ${row.statement}`;
}

function violationText(violation: Violation, row: RequirementResult | undefined): string {
  const lines = [
    statementText(violation.requirement, row),
    `  legal:    ${violation.expected}`,
    `  received: ${violation.received}`,
  ];
  if (violation.position !== null) lines.push(`  position: ${violation.position}`);
  return lines.join('\n');
}

function expectationText(check: CheckResult): string {
  if (check.expectation === null) return '';
  const { outcome, reason, link, expires } = check.expectation;
  return `Expected failure (${outcome}, holds until ${expires}): ${reason}\n  ${link}`;
}

function counterexampleText(check: CheckResult): string {
  if (check.counterexample === null) return '';
  const { value, seed, path, shrinks, reproduced } = check.counterexample;
  const sequence = failingSequence(check)?.map((line, index) => `  ${index + 1}. ${line}`);
  const shown = sequence === undefined ? jsonText(value, MAX_COUNTEREXAMPLE) : sequence.join('\n');
  const again = reproduced ? 'failed again' : 'did not fail again';
  return `Counterexample (seed ${seed}, path ${path}, ${shrinks} shrinks, ${again} when judged again):\n${shown}`;
}
