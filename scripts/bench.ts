// `npm run bench [-- NAME…]`: medians and ratios against a peer in the same run, on this machine as it is now.
import { FLEET_ROWS } from './bench/fleets.ts';
import { SUITE_ROWS } from './bench/suites.ts';

const ROWS = [...SUITE_ROWS, ...FLEET_ROWS];
const asked = process.argv.slice(2);
const unknown = asked.find((name) => ROWS.every((row) => row.name !== name));

if (unknown === undefined) {
  for (const { name, measure } of ROWS)
    if (asked.length === 0 || asked.includes(name))
      for await (const line of measure()) process.stdout.write(`${line}\n`);
} else {
  process.stderr.write(
    `BENCH_UNKNOWN: nothing is called ${unknown}; there are ${ROWS.map(({ name }) => name).join(', ')}\n`,
  );
  process.exitCode = 2;
}
