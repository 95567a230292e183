import { headerValues, type WireResponse } from '../../simulator/protocol/exchange.ts';
import { parts } from './field-value.ts';
import { type Judgement, judgeThat } from './judgement.ts';

const TYPE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Type and subtype in lower case, parameters left out; undefined where the text is no media type (RFC 9110, 8.3.1). */
export function essence(mediaType: string): string | undefined {
  const [type = ''] = parts(mediaType);
  return TYPE.test(type) ? type.toLowerCase() : undefined;
}

/** One Content-Type field that names this type; case and parameters are free. */
export function hasMediaType(response: WireResponse, expected: string): Judgement {
  const values = headerValues(response.headers, 'content-type');
  const [value = ''] = values;
  return judgeThat(
    values.length === 1 && essence(value) === expected,
    `one field Content-Type: ${expected}`,
    `Content-Type: ${values.join(' | ') || 'none'}`,
  );
}
