// Starts its arguments under Node 24 or newer: this process's own Node where it is new enough, otherwise the one that
// npm brought (a platform package that carries the binary, because npm may skip install scripts in silence).
// Plain JavaScript on purpose: an older Node has to be able to read it.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { isatty } from 'node:tty';

const NEEDED = 24;
const major = (version) => Number(version.split('.')[0]);

function nodeProgram() {
  if (major(process.versions.node) >= NEEDED) return process.execPath;
  const suffix = process.platform === 'win32' ? 'node.exe' : 'bin/node';
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  try {
    return createRequire(import.meta.url).resolve(`${name}/${suffix}`);
  } catch {
    process.stderr.write(
      `NODE_TOO_OLD: waspect needs Node ${NEEDED} or newer, this is ${process.version} and the package ${name} is not installed; ` +
        `run "npm ci" without --omit=optional, or install Node ${NEEDED}.\n`,
    );
    process.exit(2);
  }
}

const program = nodeProgram();
const child = spawn(program, process.argv.slice(2), {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${dirname(program)}${delimiter}${process.env.PATH ?? ''}` },
});
// A terminal sends Ctrl-C to the whole group: passing it on as well would look like a second, impatient one. Everything
// else, and any signal where there is no terminal, reaches this process alone. The child decides how to end.
const onTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !onTerminal) child.kill(signal);
  });
}
child.on('error', (error) => {
  process.stderr.write(`NODE_NOT_STARTED: ${program}: ${error.message}\n`);
  process.exitCode = 2;
});
// Ends as the child did; a signal becomes the shell's number for it, 130 for Ctrl-C.
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
});
