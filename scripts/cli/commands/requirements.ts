import { Command, Option } from 'commander';
import { ERRATA, type Erratum } from '../../../simulator/protocol/rc3/errata.ts';
import { REVISION_IDS, type RevisionId } from '../../../simulator/protocol/revision.ts';
import { DEFAULT_REVISION, revisionOf } from '../../../simulator/protocol/revisions.ts';
import type { Coverage } from '../../../suites/requirements/coverage.ts';
import type { Position, Requirement } from '../../../suites/requirements/requirement.ts';
import type { CommandLine } from '../command-line.ts';

interface RequirementsFlags {
  readonly revision: RevisionId;
  readonly untested?: true;
  readonly json?: true;
}

/** Where the published schemas of a revision had to be corrected. */
const ERRATA_OF: Readonly<Partial<Record<RevisionId, readonly Erratum[]>>> = { '1.0.0-rc.3': ERRATA };

/** `waspect requirements`: the catalogue and its coverage. */
export const requirementsCommand = (line: CommandLine): Command =>
  new Command('requirements')
    .description('the requirement catalogue: what is tested by which checks, what is not, and why')
    .addOption(
      new Option('--revision <id>', 'the rules of this revision').choices(REVISION_IDS).default(DEFAULT_REVISION),
    )
    .option('--untested', 'only what no check judges')
    .option('--json', 'print the catalogue as JSON')
    .action(async ({ revision, untested, json }: RequirementsFlags) => {
      const { loadChecks } = await import('../../../suites/harness/engine/check-files.ts');
      const { runsIn } = await import('../../../suites/harness/check.ts');
      const { loadCatalogue } = await import('../../../suites/requirements/catalogue.ts');
      const { coverageBasis, coverageOf } = await import('../../../suites/requirements/coverage.ts');
      const catalogue = loadCatalogue();
      const spoken = revisionOf(revision);
      const checks = (await loadChecks())
        .filter((check) => runsIn(check, spoken, catalogue))
        .map(({ id, requirements }) => ({ id, requirements, positions: [] }));
      const coverage = coverageOf(coverageBasis(catalogue, revision), checks);
      const shown = coverage.rows.filter(
        ({ requirement, checks: own }) => !untested || requirement.verification.by !== 'checks' || own.length === 0,
      );
      const contents = {
        version: catalogue.version,
        revision,
        rows: shown,
        coverage,
        positions: catalogue.positionsFor(revision),
      };
      process.stdout.write(json ? asJson(contents) : asText(contents));
      line.end(0);
    });

interface Contents {
  readonly version: string;
  readonly revision: RevisionId;
  readonly rows: Coverage['rows'];
  readonly coverage: Coverage;
  readonly positions: readonly Position[];
}

function asJson({ version, revision, rows, coverage, positions }: Contents): string {
  const contents = {
    catalogue: version,
    revision,
    coverage: coverage.wfm,
    areas: coverage.areas,
    requirements: rows.map(({ requirement, checks }) => ({ ...requirement, checks })),
    positions,
    errata: ERRATA_OF[revision] ?? [],
  };
  return `${JSON.stringify(contents, null, 2)}\n`;
}

function asText({ version, revision, rows, coverage: { areas, wfm }, positions }: Contents): string {
  const lines = [`Catalogue ${version}; revision ${revision}`, ''];
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
  const errata = ERRATA_OF[revision] ?? [];
  if (errata.length > 0) lines.push('', 'Departures from the published schemas');
  for (const { id, schema, published, corrected, reason } of errata)
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
  return checks.length === 0 ? 'Not tested yet.' : `Tested by ${checks.join(', ')}.${condition}`;
}
