import type { Exchange } from '../../simulator/protocol/exchange.ts';
import { ConfigurationError } from '../harness/failure.ts';
import type { Reception } from '../oracles/reception.ts';

/** How an exchange of an ordinary client was met. Which TLS message turned it away does not show here, nor does it matter. */
export function receptionOfExchange({ outcome }: Exchange): Reception {
  if (outcome.kind === 'response') return { kind: 'answered', status: outcome.response.status };
  const { code, message } = outcome.failure;
  if (code === 'CONNECTION_REFUSED' || code === 'NAME_NOT_FOUND')
    throw new ConfigurationError('TARGET_UNREACHABLE', `${message}; is the WFM still running?`);
  const how = `${code}: ${message}`;
  return code === 'CONNECTION_CLOSED' || code === 'TLS_FAILED'
    ? { kind: 'turned-away', how }
    : { kind: 'undecided', how };
}
