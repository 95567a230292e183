import { Command } from 'commander';
import { type CommandLine, wholeNumber } from '../command-line.ts';

interface FleetCompareFlags {
  readonly threshold: number;
  readonly differentPlans?: true;
  readonly json?: true;
}

/** Exit status by what the comparison says: a gate fails for what got worse, and tells what it could not know. */
const STATUS = { worse: 1, 'cannot tell': 3, same: 0, better: 0 } as const;

const DEFAULT_THRESHOLD = 10;

/** `waspect fleet compare`: whether a run is worse than another by more than chance. */
export const fleetCompareCommand = (line: CommandLine): Command =>
  new Command('compare')
    .description('tell whether the second run is worse than the first, by more than the noise of both')
    .argument('<before>', 'results.json of a run, or its folder')
    .argument('<after>', 'results.json of another run of the same plan, or its folder')
    .option(
      '--threshold <percent>',
      'by how much a figure has to change before it counts',
      wholeNumber(0, 1000),
      DEFAULT_THRESHOLD,
    )
    .option('--different-plans', 'compare runs that did not ask for the same load')
    .option('--json', 'print the comparison as JSON')
    .addHelpText('after', '\nExit status: 0 the same or better, 1 worse, 2 not comparable, 3 cannot be told')
    .action(async (before: string, after: string, { threshold, differentPlans, json }: FleetCompareFlags) => {
      const { compareRuns } = await import('../../../reports/fleet/compare/compare-runs.ts');
      const { renderFleetComparison } = await import('../../../reports/fleet/compare/console.ts');
      const { consoleOptions } = await import('../../../reports/console/style.ts');
      const { readResultsAt } = await import('../results-path.ts');
      const comparison = compareRuns(await readResultsAt(before), await readResultsAt(after), {
        threshold: threshold / 100,
        differentPlans: differentPlans ?? false,
      });
      process.stdout.write(
        json
          ? `${JSON.stringify(comparison, null, 2)}\n`
          : renderFleetComparison(comparison, consoleOptions(process.stdout, process.env)),
      );
      line.end(STATUS[comparison.verdict]);
    });
