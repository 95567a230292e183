import type { SpiffeSettings, Target } from '../target/target.ts';
import { oneLine, quote } from './shell.ts';

/** What a repeat script begins with: its variables, and a function each for identities, the operator and the clients. */
export const prelude = (checkId: string, target: Target): string =>
  target.identity.spiffe ? withIdentities(checkId, target, target.identity.spiffe) : asRecorded(checkId, target);

const controlVariable = (control: Target['control']): string =>
  `CONTROL=\${CONTROL:-${control.kind === 'http' ? quote(control.url) : ''}}`;

const OPERATOR = `operator() {
  if [ -z "$CONTROL" ]; then echo "as the operator, please do: $1 $2"; return; fi
  printf '%s' "$2" | curl -sS -i -H 'content-type: application/json' --data-binary @- "$CONTROL/$1"; echo
}`;

const withIdentities = (checkId: string, { control }: Target, spiffe: SpiffeSettings): string => `#!/bin/sh
# Repeats ${oneLine(checkId)}: the exchanges that led to its verdict, with new client identities.
# ISSUER_CERT and ISSUER_KEY: the issuer of the target file.
# CONTROL: base URL of the control hook; without one, the script says what the operator has to do.
set -u
: "\${ISSUER_CERT:?name the issuer certificate}" "\${ISSUER_KEY:?name the issuer key}"
${controlVariable(control)}
TRUST_DOMAIN=${quote(spiffe.trustDomain)} WFM_ID=${quote(spiffe.wfmId)}
DIR=$(mktemp -d); trap 'rm -rf "$DIR"' EXIT
identity() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=client $1" -keyout "$DIR/$1.key" -out "$DIR/$1.csr" 2>/dev/null
  printf 'basicConstraints=critical,CA:FALSE\\nkeyUsage=critical,digitalSignature\\nextendedKeyUsage=clientAuth,serverAuth\\nsubjectAltName=URI:spiffe://%s/margo/wfm/%s/client/%s\\n' "$TRUST_DOMAIN" "$WFM_ID" "$2" > "$DIR/ext"
  openssl x509 -req -in "$DIR/$1.csr" -CA "$ISSUER_CERT" -CAkey "$ISSUER_KEY" -days 1 -extfile "$DIR/ext" -out "$DIR/$1.pem" 2>/dev/null
  cat "$ISSUER_CERT" >> "$DIR/$1.pem"
}
${OPERATOR}
# A WFM is known by its SPIFFE ID, not by a host name, which curl cannot check: this is a repetition, not a judgement.
client() { number=$1; shift; curl -sS -i --http1.1 --max-time 30 --insecure --cert "$DIR/$number.pem" --key "$DIR/$number.key" "$@"; echo; }
`;

/** Signatures and tokens hold for a while only, so the recorded ones repeat the exchanges as long as they do. */
const asRecorded = (checkId: string, { control, revision }: Target): string => `#!/bin/sh
# Repeats ${oneLine(checkId)}: the exchanges that led to its verdict, as they were recorded.
# In ${oneLine(revision)} requests carry signatures or tokens, which hold for minutes only and are redacted here where they are
# secret: for a repetition with new ones, run "waspect replay" with the results of the run and --check ${oneLine(checkId)}.
# CONTROL: base URL of the control hook; without one, the script says what the operator has to do.
set -u
${controlVariable(control)}
${OPERATOR}
identity() { :; }
client() { shift; curl -sS -i --http1.1 --max-time 30 --insecure "$@"; echo; }
`;
