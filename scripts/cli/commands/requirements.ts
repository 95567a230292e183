import { Command } from 'commander';
import { DEFAULT_REVISION } from '../../../simulator/protocol/revisions.ts';
import type { Coverage } from '../../../suites/requirements/coverage.ts';
import type { Requirement } from '../../../suites/requirements/requirement.ts';
import type { CommandLine } from '../command-line.ts';

interface RequirementsFlags {
  readonly untested?: true;
  readonly json?: true;
}

/** `waspect requirements`: the catalogue and its coverage. */
export const requirementsCommand = (line: CommandLine): Command =>
  new Command('requirements')
    .description('the requirement catalogue: what is tested by which checks, what is not, and why')
    .option('--untested', 'only what no check judges')
    .option('--json', 'print the catalogue as JSON')
    .action(async ({ untested, json }: RequirementsFlags) => {
      const { loadChecks } = await import('../../../suites/harness/engine/check-files.ts');
      const { loadCatalogue } = await import('../../../suites/requirements/catalogue.ts');
      const { coverageOf } = await import('../../../suites/requirements/coverage.ts');
      const catalogue = loadCatalogue();
      const { areas, positions } = catalogue;
      const rows = catalogue.rowsFor(DEFAULT_REVISION);
      const checks = (await loadChecks()).map(({ id, requirements }) => ({ id, requirements, positions: [] }));
      const coverage = coverageOf({ areas, rows, positions }, checks);
      const shown = coverage.rows.filter(({ requirement }) => !untested || requirement.verification.by !== 'checks');
      process.stdout.write(
        json
          ? `${JSON.stringify({ catalogue: catalogue.version, revision: DEFAULT_REVISION, coverage: coverage.wfm, areas: coverage.areas, requirements: shown.map(({ requirement, checks: own }) => ({ ...requirement, checks: own })), positions }, null, 2)}\n`
          : text(catalogue.version, shown, coverage),
      );
      line.end(0);
    });

function text(version: string, rows: Coverage['rows'], { areas, wfm }: Coverage): string {
  const lines = [`Catalogue ${version}; revision ${DEFAULT_REVISION}`, ''];
  for (const { area, title } of areas) {
    const own = rows.filter(({ requirement }) => requirement.area === area);
    if (own.length === 0) continue;
    lines.push(title);
    for (const { requirement, checks } of own) {
      lines.push(
        `  ${requirement.id}  ${requirement.level.padEnd(6)} ${requirement.party.join(',').padEnd(8)} ${requirement.statement}`,
      );
      lines.push(`           ${requirement.clause}. ${fate(requirement, checks)}`);
    }
    lines.push('');
  }
  lines.push(
    `Of ${wfm.observable} requirements on the WFM that can be observed from outside, ${wfm.tested} are tested (${wfm.percent} %).`,
    '',
  );
  return lines.join('\n');
}

function fate({ verification }: Requirement, checks: readonly string[]): string {
  if (verification.by !== 'checks') return `Not tested: ${verification.reason}`;
  const condition = verification.condition ? ` Only where ${verification.condition}.` : '';
  return `Tested by ${checks.join(', ')}.${condition}`;
}
