/** Identifiers of the management interface. A brand is put on only by the function that checked the value. */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Path of one or more segments of RFC 3986 unreserved characters; a child stands below its gateway (`gateway1/child`). */
export type DeviceId = Branded<'DeviceId'>;
/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = Branded<'Digest'>;

const DEVICE_ID = /^[A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const UUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

export const isDeviceId = (value: unknown): value is DeviceId => typeof value === 'string' && DEVICE_ID.test(value);

export const isDigest = (value: unknown): value is Digest => typeof value === 'string' && DIGEST.test(value);

/** Any UUID in its text form; the specification asks for no version. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);
