#!/usr/bin/env node
// The program's entry. Everything else is loaded after the version is known to do, because what follows is not syntax to
// an older Node, and a person should read one sentence instead of a stack trace.
const NEEDED = 24;

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  const { main } = await import('./cli/main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write(
    `NODE_TOO_OLD: waspect needs Node ${NEEDED} or newer, this is ${process.version}; install Node ${NEEDED} and start it again.\n`,
  );
  process.exitCode = 2;
}
