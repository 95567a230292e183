import { createInterface, type Interface } from 'node:readline/promises';
import { isJsonObject, type JsonValue, parseJson, stringifyJson } from '../../../simulator/protocol/json.ts';
import { ConfigurationError } from '../failure.ts';
import { CONTROL_VERBS, type ControlAnswer, type ControlDriver, type ControlVerb } from './contract.ts';
import type { Terminal } from './terminal.ts';

/** Verbs whose answer the person has to type in; the others are confirmed with the enter key. */
const ANSWERED: ReadonlySet<ControlVerb> = new Set(['assign', 'observe', 'devices', 'issue']);

/** `control.manual`: a person plays the operator. Questions come one at a time; throws `CONTROL_NO_TERMINAL` without one. */
export function manualControl(terminal: Terminal | undefined): ControlDriver {
  if (!terminal)
    throw new ConfigurationError(
      'CONTROL_NO_TERMINAL',
      'control.manual asks a person at a terminal and there is none here; run it in a terminal, or name control.http or control.exec',
    );
  let prompt: Interface | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const gone = Promise.withResolvers<never>();
  // Heard by the question that waits; where none does, nobody needs to know.
  gone.promise.catch(() => undefined);

  const ask = (verb: ControlVerb, body: JsonValue): Promise<ControlAnswer> => {
    const turn = last.then(() => question(verb, body));
    last = turn.catch(() => undefined);
    return turn;
  };

  const question = async (verb: ControlVerb, body: JsonValue): Promise<ControlAnswer> => {
    prompt ??= openPrompt(terminal, gone);
    terminal.output.write(`\nAt the WFM, please do: ${verb}\n${stringifyJson(body, 2)}\n`);
    const hint = ANSWERED.has(verb)
      ? 'Then type the answer as JSON, "n" if this cannot be done, "?" if it is not known: '
      : 'Then press enter, or type "n" if this cannot be done: ';
    const answer = (await Promise.race([prompt.question(hint), gone.promise])).trim();
    if (answer === 'n') return { kind: 'unsupported' };
    if (answer === '?') return { kind: 'not-found', message: 'the person said that it is not known' };
    if (!ANSWERED.has(verb)) return { kind: 'answered', body: {} };
    try {
      const value = parseJson(answer);
      if (isJsonObject(value)) return { kind: 'answered', body: value };
    } catch {
      // Asked again below.
    }
    terminal.output.write('That is not a JSON object.\n');
    return question(verb, body);
  };

  return {
    describe: async () => ({ name: 'a person', version: '', supports: new Set(CONTROL_VERBS) }),
    call: ask,
    close: async () => {
      prompt?.close();
      terminal.close();
    },
  };
}

function openPrompt({ input, output }: Terminal, gone: PromiseWithResolvers<never>): Interface {
  const prompt = createInterface({ input, output, terminal: true });
  // While a question is open the terminal hands Ctrl-C over as a key.
  prompt.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  prompt.on('close', () =>
    gone.reject(new ConfigurationError('CONTROL_NO_TERMINAL', 'the terminal was closed; nobody answers any more')),
  );
  return prompt;
}
