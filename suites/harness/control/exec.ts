import { spawn } from 'node:child_process';
import { isJsonObject, type JsonValue, parseJsonBytes, stringifyJson } from '../../../simulator/protocol/json.ts';
import { ConfigurationError, messageOf } from '../failure.ts';
import type { ControlAnswer, ControlDriver, ControlVerb } from './contract.ts';
import { controlDescription } from './description.ts';

const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const EXIT_UNSUPPORTED = 64;
const EXIT_NOT_FOUND = 66;

interface Ended {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** `control.exec`: the verb as last argument, the body on standard input, the answer on standard output. */
export function execControl(command: readonly [string, ...string[]], folder: string, timeoutMs: number): ControlDriver {
  const running = new Set<ReturnType<typeof spawn>>();
  const [program, ...args] = command;

  const run = (verb: string, input: string): Promise<Ended> =>
    new Promise((resolve, reject) => {
      // A group of its own, so that whatever the hook started ends with it.
      const child = spawn(program, [...args, verb], { cwd: folder, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
      running.add(child);
      const stdout: Buffer[] = [];
      let length = 0;
      let stderr = '';
      let error: ConfigurationError | undefined;
      const stop = (reason: ConfigurationError) => {
        error ??= reason;
        endGroup(child.pid);
      };
      const late = `${program} ${verb} did not end within ${timeoutMs} ms`;
      const timer = setTimeout(() => stop(new ConfigurationError('CONTROL_TIMED_OUT', late)), timeoutMs);
      child.stdout.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > MAX_ANSWER_BYTES)
          stop(
            new ConfigurationError(
              'CONTROL_ANSWER_TOO_LARGE',
              `${program} ${verb} wrote more than ${MAX_ANSWER_BYTES} bytes`,
            ),
          );
        else stdout.push(chunk);
      });
      child.stderr.on('data', (chunk: Buffer) => {
        stderr = (stderr + chunk.toString('utf8')).slice(-2000);
      });
      // A hook that does not read its input closes the pipe: its exit status tells, not the broken pipe.
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
      child.on('error', (cause) => {
        error ??= new ConfigurationError(
          'CONTROL_NOT_STARTED',
          `${program}: ${messageOf(cause)}; correct control.exec`,
        );
      });
      child.on('close', (code) => {
        clearTimeout(timer);
        running.delete(child);
        if (error) reject(error);
        else resolve({ code, stdout: Buffer.concat(stdout), stderr: stderr.trim() });
      });
    });

  return {
    async describe() {
      const { code, stdout, stderr } = await run('describe', '{}');
      if (code !== 0)
        throw new ConfigurationError('CONTROL_DESCRIPTION', `${program} describe ended with ${code}: ${stderr}`);
      return controlDescription(json(stdout, `${program} describe`), `${program} describe`);
    },
    async call(verb: ControlVerb, body: JsonValue): Promise<ControlAnswer> {
      const { code, stdout, stderr } = await run(verb, stringifyJson(body));
      if (code === EXIT_UNSUPPORTED) return { kind: 'unsupported' };
      const message = `${program} ${verb} ended with ${code}: ${stderr || stdout.toString('utf8', 0, 500)}`;
      if (code === EXIT_NOT_FOUND) return { kind: 'not-found', message };
      if (code !== 0) return { kind: 'refused', message };
      const answer = stdout.toString('utf8').trim() === '' ? {} : json(stdout, `${program} ${verb}`);
      if (!isJsonObject(answer))
        throw new ConfigurationError('CONTROL_ANSWER', `${program} ${verb} wrote JSON that is no object`);
      return { kind: 'answered', body: answer };
    },
    close: async () => {
      for (const child of running) endGroup(child.pid);
    },
  };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function json(bytes: Buffer, where: string): JsonValue {
  try {
    return parseJsonBytes(bytes);
  } catch (error) {
    const start = JSON.stringify(bytes.toString('utf8', 0, 120));
    throw new ConfigurationError('CONTROL_ANSWER', `${where} wrote ${start}, which is no JSON`, { cause: error });
  }
}
