import type { HeaderList, WireRequest } from '../../simulator/protocol/exchange.ts';
import type { Authenticate } from '../../simulator/protocol/revision.ts';

/** What is done to a request when it has been signed. */
export type Change = (request: WireRequest) => WireRequest;

/** Signs, and changes the request afterwards. */
export const changed =
  (authenticate: Authenticate, ...changes: readonly Change[]): Authenticate =>
  async (request, usual) =>
    changes.reduce((signed, change) => change(signed), await authenticate(request, usual));

/** The request as it was asked for: nothing shows who sends it. */
export const unsigned: Authenticate = (request) => request;

/** Every line of a field, under whatever case of its name, goes through the change; null takes it away. */
export const field =
  (name: string, change: (value: string) => string | null): Change =>
  (request) => ({
    ...request,
    headers: request.headers.flatMap(([own, value]) => {
      if (own.toLowerCase() !== name.toLowerCase()) return [[own, value] as const];
      const next = change(value);
      return next === null ? [] : [[own, next] as const];
    }),
  });

export const without = (name: string): Change => field(name, () => null);

/** Further lines behind those that are there. */
export const adding =
  (...lines: HeaderList): Change =>
  (request) => ({ ...request, headers: [...request.headers, ...lines] });

/** Each member of a list or dictionary in a line of its own, which is the same value (RFC 9110, 5.2). */
export const inLines =
  (name: string): Change =>
  (request) => ({
    ...request,
    headers: request.headers.flatMap(([own, value]) =>
      own.toLowerCase() === name.toLowerCase()
        ? value.split(', ').map((member) => [own, member] as const)
        : [[own, value] as const],
    ),
  });

/** Names of the field lines, written in another way. */
export const renaming =
  (rename: (name: string) => string): Change =>
  (request) => ({ ...request, headers: request.headers.map(([name, value]) => [rename(name), value] as const) });

export const INPUT = 'Signature-Input';
export const SIGNATURE = 'Signature';
export const DIGEST = 'Content-Digest';

/** The value of a member that is a byte sequence, changed as bytes. */
export const bytesOf =
  (change: (bytes: Buffer) => Uint8Array): ((value: string) => string) =>
  (value) =>
    value.replace(
      /:([A-Za-z0-9+/=]*):/,
      (_whole, base64: string) => `:${Buffer.from(change(Buffer.from(base64, 'base64'))).toString('base64')}:`,
    );
