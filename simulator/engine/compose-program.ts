import { findProgram } from '../programs/find-program.ts';
import { runProgram } from '../programs/run-program.ts';
import type { EngineAccess } from './engine.ts';

const ANSWER_MS = 20_000;

/** The Compose program of this machine: the plugin of `docker`, else `docker-compose`. */
export async function findCompose(searchPath: string): Promise<EngineAccess['compose'] | undefined> {
  const docker = await findProgram('docker', searchPath);
  if (docker && (await answers(docker, ['compose', 'version'], searchPath))) return [docker, 'compose'];
  const compose = await findProgram('docker-compose', searchPath);
  return compose && (await answers(compose, ['version'], searchPath)) ? [compose] : undefined;
}

async function answers(file: string, args: readonly string[], searchPath: string): Promise<boolean> {
  const env = { PATH: searchPath, HOME: process.env['HOME'] ?? '/' };
  const result = await runProgram({ file, args, env, timeoutMs: ANSWER_MS, maxOutputBytes: 4_096 });
  return result.kind === 'exited' && result.code === 0;
}
