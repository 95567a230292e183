import { header, headerValues, type WireResponse } from '../../simulator/protocol/exchange.ts';
import { contentCodings } from './content-coding.ts';
import { listMembers, parts } from './field-value.ts';
import { type Judgement, judgeThat } from './judgement.ts';

/** Vary names Accept-Encoding, or everything (DSA-006). */
export function variesByCoding(response: WireResponse): Judgement {
  const names = listMembers(header(response.headers, 'vary') ?? '').map((name) => name.toLowerCase());
  return judgeThat(
    names.includes('accept-encoding') || names.includes('*'),
    'Vary: Accept-Encoding, because the body has a Content-Encoding',
    `Vary: ${headerValues(response.headers, 'vary').join(' | ') || 'none'}`,
  );
}

/** No coding that the client refused; without the field each is welcome (RFC 9110, 12.5.3). */
export function codedAsAccepted(response: WireResponse, acceptEncoding: string | null): Judgement {
  const refused = contentCodings(response).filter(
    (coding) => coding !== 'identity' && acceptEncoding !== null && !accepts(acceptEncoding, coding),
  );
  return judgeThat(
    refused.length === 0,
    `no coding but those of Accept-Encoding: ${acceptEncoding}`,
    `Content-Encoding: ${refused.join(', ')}`,
  );
}

function accepts(field: string, coding: string): boolean {
  const weights = new Map(
    listMembers(field).map((member) => {
      const [name = '', ...parameters] = parts(member);
      const weight = parameters.find((parameter) => /^q\s*=/i.test(parameter))?.replace(/^q\s*=\s*/i, '') ?? '1';
      return [name.toLowerCase().replace(/^x-/, ''), Number(weight)] as const;
    }),
  );
  return (weights.get(coding.replace(/^x-/, '')) ?? weights.get('*') ?? 0) > 0;
}
