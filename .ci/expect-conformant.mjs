// node expect-conformant.mjs RESULTS PROFILE...: ends with 1 unless the results are conformant, in all the profiles, without
// a single check that failed, warned or erred.
import { existsSync, readFileSync } from 'node:fs';

const [, , path, ...profiles] = process.argv;
if (existsSync(path)) {
  const { verdict, summary, run } = JSON.parse(readFileSync(path, 'utf8'));
  const bad = ['fail', 'warn', 'configError', 'harnessError'].filter((kind) => summary[kind] !== 0);
  process.stdout.write(`${run.revision} ${verdict} (${run.profiles.join(', ')}): ${JSON.stringify(summary)}\n`);
  const all = profiles.every((profile) => run.profiles.includes(profile));
  process.exitCode = verdict === 'conformant' && all && bad.length === 0 && summary.pass > 0 ? 0 : 1;
} else {
  process.stdout.write(`the run left no ${path}\n`);
  process.exitCode = 1;
}
