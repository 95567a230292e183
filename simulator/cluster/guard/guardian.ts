// A process of its own: takes a cluster down when the process that it belongs to ends, however that comes about.
// Argument: what to do, as JSON. Standard input: stays open as long as the owner lives; `keep` says that the cluster stays up.
import { parseTakeDown, takeDown } from './take-down.ts';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

let said = '';
for await (const chunk of process.stdin) said += String(chunk);
if (said.trim() !== 'keep') {
  try {
    await takeDown(parseTakeDown(process.argv[2] ?? ''));
  } catch (error) {
    process.exitCode = 1;
    // Its owner may be gone, and nobody may listen.
    process.stderr.on('error', () => undefined);
    process.stderr.write(error instanceof Error ? error.message : String(error));
  }
}
