import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

/** A body that nobody sends by accident. */
export interface HostileBody {
  readonly name: string;
  /** Made when it is needed: some are large. The valid document is one that the resource takes. */
  readonly bytes: (valid: string) => Uint8Array;
  readonly headers?: Readonly<Record<string, string | null>>;
}

const text = (make: (valid: string) => string) => (valid: string) => Buffer.from(make(valid));
/** Puts members into a document, before those that it has. */
const before = (members: string) => text((valid) => `{${members},${valid.slice(1)}`);

const MEGABYTE = 1024 * 1024;

export const HOSTILE_BODIES: readonly HostileBody[] = [
  { name: 'arrays nested 100,000 deep', bytes: text(() => '['.repeat(100_000) + ']'.repeat(100_000)) },
  { name: 'objects nested 20,000 deep', bytes: text(() => `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`) },
  {
    name: 'a member nested 5,000 deep',
    bytes: before(`"x-a-extensions":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`),
  },
  { name: '5 MB of blanks', bytes: () => Buffer.alloc(5 * MEGABYTE, ' ') },
  { name: 'a text of 5 MB', bytes: before(`"x-a-extensions":{"a":"${'x'.repeat(5 * MEGABYTE)}"}`) },
  {
    name: 'bytes that are no UTF-8',
    bytes: (valid) =>
      Buffer.concat([
        Buffer.from(valid.slice(0, -1)),
        Buffer.from(',"x-a-extensions":{"a":"\xff\xfe\xc0\x80"}}', 'latin1'),
      ]),
  },
  { name: 'NUL bytes', bytes: text((valid) => `${valid.slice(0, 10)}\0\0\0${valid.slice(10)}`) },
  { name: 'an escaped NUL in a member', bytes: before('"x-a-extensions":{"a":"\\u0000"}') },
  { name: 'half of a surrogate pair', bytes: before('"x-a-extensions":{"a":"\\ud800"}') },
  { name: 'every member twice', bytes: text((valid) => `${valid.slice(0, -1)},${valid.slice(1)}`) },
  {
    name: 'members of the prototype',
    bytes: before('"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}'),
  },
  {
    name: 'numbers beyond all bounds',
    bytes: before(`"x-a-extensions":{"a":1e999,"b":-1e999,"c":${'9'.repeat(5_000)}}`),
  },
  { name: 'no body', bytes: () => new Uint8Array() },
  {
    name: 'XML',
    bytes: text(() => '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///dev/null">]><a>&b;</a>'),
    headers: { 'content-type': 'application/xml' },
  },
  {
    name: 'a form',
    bytes: text(() => 'properties=1&id=device-1'),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
  { name: 'no media type', bytes: text((valid) => valid), headers: { 'content-type': null } },
  { name: 'a body in gzip', bytes: (valid) => gzipSync(valid), headers: { 'content-encoding': 'gzip' } },
  {
    name: 'a small body in gzip that unfolds to 20 MB',
    bytes: () => gzipSync(Buffer.alloc(20 * MEGABYTE, ' ')),
    headers: { 'content-encoding': 'gzip' },
  },
  { name: 'an unknown content coding', bytes: text((valid) => valid), headers: { 'content-encoding': 'waspect' } },
];

/** Ids that lead out of the caller's own and into those of a victim, where somebody follows them. */
export const climbingSegments = (victim: string): readonly string[] => [
  `..%2f${victim}%2fdevice-1`,
  `%2e%2e%2f%2e%2e%2f${victim}%2fdevice-1`,
  `%2e%2e/${victim}/device-1`,
  `device-1%2f..%2f..%2f${victim}%2fdevice-1`,
  `..%5c${victim}%5cdevice-1`,
];

/** Segments of a path that a router, a database or a file system could take for something else. */
export const hostileSegment: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'device-1%00',
    '%00',
    'device-1%0d%0aX-Waspect-Injected:%20yes',
    'device-1%0aX-Waspect-Injected:%20yes',
    "device-1'%20OR%20'1'='1",
    "';DELETE%20FROM%20device;--",
    'device-1;admin=true',
    'device-1%3b',
    '%',
    '%zz',
    '%c0%ae%c0%ae%2f',
    '%ff%fe',
    '%F0%9F%92%A5',
    '__proto__',
    'constructor',
    '%2e',
    '*',
    'device-1%3Fclient=1',
    'device-1%23',
    '%24%7B7*7%7D',
  ),
  fc.integer({ min: 300, max: 6000 }).map((length) => 'a'.repeat(length)),
  fc
    .array(fc.constantFrom('%2f', '%25', '..', '.', '/', ';', '%0d', '%0a', '%00', 'a', '~'), {
      minLength: 1,
      maxLength: 12,
    })
    .map((pieces) => pieces.join('')),
);
