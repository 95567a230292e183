import { Command } from 'commander';
import { measureWasLoad } from './measure/was-load.ts';

/** Prints what a fleet costs the reference WAS; with `--profile` its Node leaves a CPU profile. */
const program = new Command('measure-was')
  .description('load the reference WAS and print what each kind of request costs it')
  .option('--clients <number>', 'clients with a kept connection each', Number, 500)
  .option('--polls <number>', 'unchanged polls of each client', Number, 20)
  .option('--profile <dir>', 'write a CPU profile of the reference WAS there')
  .parse();

const { clients, polls, profile } = program.opts();
const nodeOptions = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
const { figures, bytesPerConnection, stopMs } = await measureWasLoad({ clients, polls, nodeOptions });
for (const { what, requests, perCpuSecond, wallMs } of figures)
  process.stdout.write(
    `${what.padEnd(26)} ${String(requests).padStart(7)} in ${wallMs} ms, ${perCpuSecond} per CPU-second\n`,
  );
process.stdout.write(`${Math.round(bytesPerConnection / 1024)} KiB a connection, stopped in ${stopMs} ms\n`);
