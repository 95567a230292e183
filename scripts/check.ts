// `npm run check`: everything that can be said about the sources without running them. All parts run at once and to
// their end, so that one look shows all there is to mend.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const root = resolve(import.meta.dirname, '..');

const PARTS: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'style', command: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
  { name: 'dead code', command: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'boundaries', command: ['scripts/check-boundaries.ts'] },
];

const passed = await Promise.all(PARTS.map(({ name, command }) => check(name, command)));
process.exitCode = passed.every(Boolean) ? 0 : 1;

async function check(name: string, [program = '', ...args]: readonly string[]): Promise<boolean> {
  const start = performance.now();
  const child = spawn(process.execPath, [join(root, program), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? 'passed' : 'FAILED'}  ${name.padEnd(10)}  ${seconds} s\n`);
  if (code !== 0) process.stdout.write(`${out}${err}\n`);
  return code === 0;
}
