import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import { stringifyJson } from '../../../simulator/protocol/json.ts';
import type { ControlCall } from '../control/operator.ts';
import type { ControlSettings, Target } from '../target/target.ts';
import { prelude } from './repro-prelude.ts';
import { withoutSecretHeaders, withoutSecrets } from './secrets.ts';
import { oneLine, quote } from './shell.ts';
import type { Entry } from './transcript.ts';

const MAX_STEPS = 40;
const MAX_BODY = 64 * 1024;

/**
 * A shell script that repeats a transcript with openssl and curl. It holds no key: it makes fresh client identities from
 * the issuer that the environment names, so it can be shared and run again.
 */
export function reproScript(checkId: string, entries: readonly Entry[], target: Target): string {
  const steps = entries.slice(-MAX_STEPS);
  const actors = [...new Set(steps.flatMap((entry) => (entry.kind === 'exchange' ? [entry.exchange.actor] : [])))];
  // Files are named by number: an actor's name may be anything.
  const numbers = new Map(actors.map((actor, index) => [actor, index + 1]));
  return [
    prelude(checkId, target),
    ...actors.map((actor) => `identity ${numbers.get(actor)} ${quote(actor)}`),
    '',
    ...steps.map((entry) =>
      entry.kind === 'exchange'
        ? curl(entry.exchange, numbers.get(entry.exchange.actor) ?? 0)
        : control(entry.call, entry.desk, target),
    ),
    '',
  ].join('\n');
}

function curl({ origin, request, outcome }: Exchange, number: number): string {
  const { method, path, headers, body } = request;
  const came = outcome.kind === 'response' ? `answered ${outcome.response.status}` : outcome.failure.code;
  const named = new Set(headers.map(([name]) => name.toLowerCase()));
  // curl adds these by itself; an empty value takes them away again.
  const unwanted = ['accept', 'content-type', 'user-agent'].filter((name) => !named.has(name));
  const words = [
    `client ${number} --path-as-is --globoff`,
    method === 'HEAD' ? '--head' : `-X ${quote(method)}`,
    ...withoutSecretHeaders(headers).map(
      ([name, value]) => `-H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`,
    ),
    ...unwanted.map((name) => `-H ${quote(`${name}:`)}`),
    ...(body === null || body.length === 0 ? [] : ['--data-binary @-']),
    quote(origin + path),
  ];
  return `# ${oneLine(came)}\n${input(body)}${words.join(' ')}`;
}

/** Text stands in the script as it is; other bytes, and text that a shell would lose, as base64. */
function input(body: Uint8Array | null): string {
  if (body === null || body.length === 0) return '';
  const bytes = Buffer.from(body.subarray(0, MAX_BODY));
  const cut = bytes.length < body.length ? `# only the first ${MAX_BODY} of ${body.length} bytes\n` : '';
  const decoded = bytes.toString('utf8');
  const plain = Buffer.from(decoded).equals(bytes) && !decoded.includes('\0');
  const text = withoutSecrets(decoded);
  return plain
    ? `${cut}printf '%s' ${quote(text)} | `
    : `${cut}printf '%s' ${bytes.toString('base64')} | openssl base64 -d -A | `;
}

function control({ verb, body }: ControlCall, desk: ControlSettings | undefined, target: Target): string {
  const text = withoutSecrets(stringifyJson(body));
  const { kind } = desk ?? target.control;
  if (kind === 'manual') return `# operator: ${verb} ${oneLine(text)}`;
  const call = `operator ${verb} ${quote(text)}`;
  return desk ? `(CONTROL=${desk.kind === 'http' ? quote(desk.url) : ''}; ${call})` : call;
}
