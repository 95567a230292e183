import { findEngine } from '../find-engine.ts';

// A process that owns an engine: tells about it, and holds it until its input ends.
const search = await findEngine('own');
process.stdout.write(`${JSON.stringify(search)}\n`);
await process.stdin.resume().toArray();
if (search.kind === 'found') await search.engine[Symbol.asyncDispose]();
