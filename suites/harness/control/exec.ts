import { isJsonObject, type JsonValue, parseJsonBytes, stringifyJson } from '../../../simulator/protocol/json.ts';
import { ConfigurationError } from '../failure.ts';
import type { ControlAnswer, ControlDriver, ControlVerb } from './contract.ts';
import { controlDescription } from './description.ts';
import { type Ended, HookProcesses } from './hook-process.ts';

const EXIT_UNSUPPORTED = 64;
const EXIT_NOT_FOUND = 66;

/**
 * `control.exec`: the verb as last argument, the body on standard input, the answer on standard output. Runs in
 * `folder`, so that arguments may name files relative to the target file; a call is bounded by `timeoutMs`.
 */
export function execControl(command: readonly [string, ...string[]], folder: string, timeoutMs: number): ControlDriver {
  const hooks = new HookProcesses(command, folder, timeoutMs);
  const [program] = command;
  return {
    async describe() {
      const ended = await hooks.run('describe', '{}');
      if (ended.code !== 0)
        throw new ConfigurationError(
          'CONTROL_DESCRIPTION',
          `${said(program, 'describe', ended)}; it has to print {"name", "version", "supports": [verbs]}`,
        );
      return controlDescription(json(ended.stdout, `${program} describe`), `${program} describe`);
    },
    async call(verb: ControlVerb, body: JsonValue): Promise<ControlAnswer> {
      const ended = await hooks.run(verb, stringifyJson(body));
      if (ended.code === EXIT_UNSUPPORTED) return { kind: 'unsupported' };
      if (ended.code === EXIT_NOT_FOUND) return { kind: 'not-found', message: said(program, verb, ended) };
      if (ended.code !== 0) return { kind: 'refused', message: said(program, verb, ended) };
      const { stdout } = ended;
      const answer = stdout.toString('utf8').trim() === '' ? {} : json(stdout, `${program} ${verb}`);
      if (!isJsonObject(answer))
        throw new ConfigurationError('CONTROL_ANSWER', `${program} ${verb} wrote JSON that is no object`);
      return { kind: 'answered', body: answer };
    },
    close: () => hooks.endAll(),
  };
}

const said = (program: string, verb: string, { code, signal, stdout, stderr }: Ended): string =>
  `${program} ${verb} ended with ${code ?? signal ?? 'no status'}: ${stderr || stdout.toString('utf8', 0, 500).trim() || 'it wrote nothing'}`;

function json(bytes: Buffer, where: string): JsonValue {
  try {
    return parseJsonBytes(bytes);
  } catch (error) {
    const start = JSON.stringify(bytes.toString('utf8', 0, 120));
    throw new ConfigurationError('CONTROL_ANSWER', `${where} wrote ${start}, which is no JSON`, { cause: error });
  }
}
