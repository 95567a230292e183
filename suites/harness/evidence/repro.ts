import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import { stringifyJson } from '../../../simulator/protocol/json.ts';
import type { ControlCall } from '../control/operator.ts';
import type { Target } from '../target/target.ts';
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
  return [
    PRELUDE(checkId, target),
    ...actors.map((actor) => `identity ${quote(actor)}`),
    '',
    ...steps.map((entry) => (entry.kind === 'exchange' ? curl(entry.exchange) : control(entry.call, target))),
    '',
  ].join('\n');
}

const PRELUDE = (checkId: string, { identity, control }: Target): string => `#!/bin/sh
# Repeats ${checkId.replaceAll('\n', ' ')}: the exchanges that led to its verdict, with new client identities.
# ISSUER_CERT and ISSUER_KEY: the issuer of the target file. ANCHORS: what the WFM's certificate leads to.
set -u
: "\${ISSUER_CERT:?name the issuer certificate}" "\${ISSUER_KEY:?name the issuer key}" "\${ANCHORS:=$ISSUER_CERT}"
CONTROL=\${CONTROL:-${control.kind === 'http' ? quote(control.url) : ''}}
TRUST_DOMAIN=${quote(identity.trustDomain)} WFM_ID=${quote(identity.wfmId)}
DIR=$(mktemp -d); trap 'rm -rf "$DIR"' EXIT
identity() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$DIR/$1.key" -out "$DIR/$1.csr" 2>/dev/null
  printf 'basicConstraints=critical,CA:FALSE\\nkeyUsage=critical,digitalSignature\\nextendedKeyUsage=clientAuth,serverAuth\\nsubjectAltName=URI:spiffe://%s/margo/wfm/%s/client/%s\\n' "$TRUST_DOMAIN" "$WFM_ID" "$1" > "$DIR/ext"
  openssl x509 -req -in "$DIR/$1.csr" -CA "$ISSUER_CERT" -CAkey "$ISSUER_KEY" -days 1 -extfile "$DIR/ext" -out "$DIR/$1.pem" 2>/dev/null
  cat "$ISSUER_CERT" >> "$DIR/$1.pem"
}
operator() {
  if [ -z "$CONTROL" ]; then echo "as the operator, please do: $1 $2"; return; fi
  curl -sS -i -H 'content-type: application/json' --data-binary "$2" "$CONTROL/$1"; echo
}
# The peer is known by its SPIFFE ID, so curl is told to check the chain and not the host name.
client() { name=$1; shift; openssl version >/dev/null && curl -sS -i --http1.1 --cacert "$ANCHORS" --insecure --cert "$DIR/$name.pem" --key "$DIR/$name.key" "$@"; echo; }
`;

function curl({ actor, origin, request, outcome }: Exchange): string {
  const headers = request.headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  const body =
    request.body === null || request.body.length === 0
      ? []
      : [`--data-binary ${quote(Buffer.from(request.body).toString('utf8').slice(0, MAX_BODY))}`];
  const came = outcome.kind === 'response' ? `answered ${outcome.response.status}` : outcome.failure.code;
  const words = [
    'client',
    quote(actor),
    '--path-as-is',
    `-X ${request.method}`,
    ...headers,
    ...body,
    quote(origin + request.path),
  ];
  return `# ${came}\n${words.join(' ')}`;
}

function control({ verb, body }: ControlCall, target: Target): string {
  return target.control.kind === 'manual'
    ? `# operator: ${verb} ${stringifyJson(body).replaceAll('\n', ' ')}`
    : `operator ${verb} ${quote(stringifyJson(body))}`;
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
