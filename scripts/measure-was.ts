import { Command } from 'commander';
import { measureWasLoad } from './measure/was-load.ts';
import { measureWasPace } from './measure/was-pace.ts';

/** Prints what a fleet costs the reference WAS; with `--profile` its Node leaves a CPU profile. */
const program = new Command('measure-was')
  .description('load the reference WAS and print what each kind of request costs it')
  .option('--clients <number>', 'clients with a kept connection each', Number, 500)
  .option('--polls <number>', 'unchanged polls of each client', Number, 20)
  .option(
    '--pace <seconds>',
    'poll every ten seconds for so long instead, and change one client in a hundred a minute',
    Number,
  )
  .option('--profile <dir>', 'write a CPU profile of the reference WAS there')
  .parse();

const { clients, polls, pace, profile } = program.opts();

async function printCosts(): Promise<void> {
  const nodeOptions = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const { figures, bytesPerConnection, stopMs } = await measureWasLoad({ clients, polls, nodeOptions });
  for (const { what, requests, perCpuSecond, wallMs } of figures)
    process.stdout.write(
      `${what.padEnd(26)} ${String(requests).padStart(7)} in ${wallMs} ms, ${perCpuSecond} per CPU-second\n`,
    );
  process.stdout.write(`${Math.round(bytesPerConnection / 1024)} KiB a connection, stopped in ${stopMs} ms\n`);
}

async function printPace(seconds: number): Promise<void> {
  const wanted = { clients, seconds, pollEvery: 10, changedPerMinute: 0.01 };
  const { polls: made, changes, responseMs, cores, residentBytes } = await measureWasPace(wanted);
  const { p50, p99, max } = responseMs;
  const times = [p50, p99, max].map((ms) => ms.toFixed(1)).join(', ');
  process.stdout.write(
    `${made} polls and ${changes} changes: p50, p99, max ${times} ms, ${cores.toFixed(2)} of a core, ` +
      `${Math.round(residentBytes / 1024 / 1024)} MiB\n`,
  );
}

if (pace === undefined) await printCosts();
else await printPace(pace);
