import { Command } from 'commander';
import { ERRATA } from '../../../simulator/protocol/rc3/errata.ts';
import { DEFAULT_REVISION } from '../../../simulator/protocol/revisions.ts';
import type { Coverage } from '../../../suites/requirements/coverage.ts';
import type { Position, Requirement } from '../../../suites/requirements/requirement.ts';
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
      const contents = { version: catalogue.version, rows: shown, coverage, positions };
      process.stdout.write(json ? asJson(contents) : asText(contents));
      line.end(0);
    });

interface Contents {
  readonly version: string;
  readonly rows: Coverage['rows'];
  readonly coverage: Coverage;
  readonly positions: readonly Position[];
}

function asJson({ version, rows, coverage, positions }: Contents): string {
  const contents = {
    catalogue: version,
    revision: DEFAULT_REVISION,
    coverage: coverage.wfm,
    areas: coverage.areas,
    requirements: rows.map(({ requirement, checks }) => ({ ...requirement, checks })),
    positions,
    errata: ERRATA,
  };
  return `${JSON.stringify(contents, null, 2)}\n`;
}

function asText({ version, rows, coverage: { areas, wfm }, positions }: Contents): string {
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
  lines.push('Positions on unclear texts');
  for (const { id, topic, position, reason, settled } of positions)
    lines.push(
      `  ${id}  ${topic}: ${position} ${reason}${settled ? '' : ' A verdict that rests on it warns at most.'}`,
    );
  lines.push('', 'Departures from the published schemas');
  for (const { id, schema, published, corrected, reason } of ERRATA)
    lines.push(`  ${id}  ${schema}: published, ${published}; here, ${corrected}: ${reason}.`);
  lines.push(
    '',
    `Of ${wfm.observable} requirements on the WFM that can be observed from outside, ${wfm.tested} are tested (${wfm.percent.toFixed(1)} %).`,
    '',
  );
  return lines.join('\n');
}

function fate({ verification }: Requirement, checks: readonly string[]): string {
  if (verification.by !== 'checks') return `Not tested: ${verification.reason}`;
  const condition = verification.condition ? ` Only where ${verification.condition}.` : '';
  return `Tested by ${checks.join(', ')}.${condition}`;
}
