// Part of `npm run check`: import boundaries of the whole repository.
import { resolve } from 'node:path';
import { crossedBoundaries } from './repository/boundaries.ts';

const { modules, imports, findings } = await crossedBoundaries(resolve(import.meta.dirname, '..'));
for (const finding of findings) process.stderr.write(`${finding}\n`);
process.stdout.write(`Import boundaries: ${imports} in ${modules} modules judged, ${findings.length} crossed.\n`);
process.exitCode = findings.length > 0 ? 1 : 0;
