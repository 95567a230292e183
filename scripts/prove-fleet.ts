import { matchesGlob } from 'node:path';
import { Command } from 'commander';
import { wholeNumber } from './cli/command-line.ts';
import { QUARRIES } from './proof/fleet/expected.ts';
import { hunt, type Trophy } from './proof/fleet/hunt.ts';
import { lineOf, openOf } from './proof/fleet/table.ts';

/** Looks with fleets for the faults of the reference WAS that show only under load, and for none in the sound one. */
const program = new Command('prove-fleet')
  .description('load the reference WAS with a fleet, with each fault that shows only under load, and without one')
  .option('--defect <glob>', 'only faults whose id fits; the sound WAS is called none', '**')
  .option('--devices <number>', 'of the fleet', wholeNumber(1, 100_000), 1000)
  .option('--seconds <number>', 'that the load lasts', wholeNumber(1, 3600), 45)
  .option('--json', 'print the outcome as JSON')
  .parse();

interface Options {
  readonly defect: string;
  readonly devices: number;
  readonly seconds: number;
  readonly json?: true;
}

const { defect, devices, seconds, json } = program.opts<Options>();
const trophies: Trophy[] = [];
for (const quarry of QUARRIES.filter((each) => matchesGlob(each.defect ?? 'none', defect))) {
  const trophy = await hunt(quarry, { devices, seconds });
  trophies.push(trophy);
  if (!json) process.stdout.write(`${lineOf(trophy)}\n`);
}
const open = openOf(trophies);
process.stdout.write(
  json
    ? `${JSON.stringify({ devices, seconds, trophies }, null, 2)}\n`
    : `${trophies.length - open.length} of ${trophies.length} as expected, with ${devices} devices and ${seconds} s each${open.length > 0 ? `; open: ${open.join(', ')}` : ''}\n`,
);
process.exitCode = trophies.length > 0 && open.length === 0 ? 0 : 1;
