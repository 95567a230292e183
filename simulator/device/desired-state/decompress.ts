import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { header, type WireResponse } from '../../protocol/exchange.ts';
import { DeviceError } from '../device-error.ts';

const inflate = promisify(gunzip);

/** Gunzips at most `maxBytes`. @throws DeviceError TOO_LARGE, GZIP_INVALID */
export async function gunzipBounded(bytes: Uint8Array, maxBytes: number, what: string): Promise<Uint8Array> {
  try {
    return await inflate(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new DeviceError('TOO_LARGE', `${what} is longer than ${maxBytes} bytes when decompressed`, { cause });
    throw new DeviceError('GZIP_INVALID', `${what} cannot be decompressed`, { cause });
  }
}

/**
 * The body without its content codings, of which the client asks for gzip at most (DSA-006).
 * @throws DeviceError CONTENT_CODING_UNSUPPORTED, TOO_LARGE, GZIP_INVALID
 */
export async function decodedBody(response: WireResponse, maxBytes: number, what: string): Promise<Uint8Array> {
  const coding = header(response.headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (coding === 'gzip' || coding === 'x-gzip') return gunzipBounded(response.body, maxBytes, what);
  if (coding === 'identity') return response.body;
  throw new DeviceError('CONTENT_CODING_UNSUPPORTED', `${what} came as ${coding}; send it plain or as gzip`);
}
