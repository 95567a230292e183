// Ends with 1 unless the results are conformant without a single check that failed, warned or erred.
import { readFileSync } from 'node:fs';

const { verdict, summary } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const bad = ['fail', 'warn', 'configError', 'harnessError'].filter((kind) => summary[kind] !== 0);
process.stdout.write(`${verdict}: ${JSON.stringify(summary)}\n`);
process.exitCode = verdict === 'conformant' && bad.length === 0 && summary.pass > 0 ? 0 : 1;
