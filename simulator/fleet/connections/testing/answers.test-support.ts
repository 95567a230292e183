import fc from 'fast-check';

const oneOf = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

/** Mostly what is common, now and then what is wrong. */
const mostly = (weight: number, usual: fc.Arbitrary<string>, odd: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });

const lineEnd = mostly(40, fc.constant('\r\n'), oneOf('\n', '\r', '\r\r\n'));

const statusLine = mostly(
  12,
  fc
    .tuple(
      oneOf('HTTP/1.1', 'HTTP/1.0'),
      oneOf('200', '304', '204', '404', '503'),
      oneOf(' OK', ' ', '', ' Not  Modified', ' ä'),
    )
    .map(([version, status, reason]) => `${version} ${status}${reason}`),
  oneOf(
    'HTTP/1.1 20',
    'HTTP/1.1  200 OK',
    'http/1.1 200 OK',
    'HTTP/1.2 200 OK',
    'garbage',
    'HTTP/1.1 2000 x',
    'HTTP/1.1 200OK',
    '\r\nHTTP/1.1 200 OK',
  ),
);

const plainField = fc
  .tuple(oneOf('etag', 'X-A', 'Date', 'content-type'), oneOf('"x"', '', ' ', 'a b', '\xff\x80', 'a,b,,c'))
  .map(([name, value]) => `${name}: ${value}`);

const connection = oneOf('connection: close', 'Connection: keep-alive', 'connection: Keep-Alive, Close', 'connection:');

const contentLength = oneOf(
  ...['5', '0', '05', '+5', '5, 5', '-1', '0x5', '', '99999999999999999999999', '5 5'].map(
    (value) => `Content-Length: ${value}`,
  ),
);

const transferEncoding = oneOf(
  ...['chunked', 'gzip, Chunked', 'chunked, gzip', 'identity', 'xchunked', 'chunked '].map(
    (value) => `transfer-encoding: ${value}`,
  ),
);

const brokenField = oneOf(
  'no colon',
  ': v',
  'a b: c',
  'x : y',
  'x: \x01',
  'x: \x7f',
  'x\x00: y',
  '@: y',
  'x:y',
  'x: \x00',
);

const field = fc.oneof(
  { weight: 20, arbitrary: plainField },
  { weight: 6, arbitrary: connection },
  { weight: 6, arbitrary: contentLength },
  { weight: 6, arbitrary: transferEncoding },
  { weight: 1, arbitrary: brokenField },
);

const body = oneOf(
  '',
  'hello',
  'hell',
  'hello!',
  '5\r\nhello\r\n0\r\n\r\n',
  '5\r\nhello\r\n',
  '2\r\nhe\r\n3;ext=1\r\nllo\r\n0\r\nx: y\r\n\r\n',
  'A;a="b"\r\n0123456789\r\n00\r\n\r\n',
  '5\r\nhelloX',
  'Z\r\n',
  '5 \r\nhello\r\n0\r\n\r\n',
  '5\nhello\n0\n\n',
  '0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
  'x'.repeat(300),
  `12C\r\n${'x'.repeat(300)}\r\n0\r\n\r\n`,
);

const interim = mostly(
  8,
  fc.constant(''),
  oneOf('HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n', 'HTTP/1.1 102 P\r\n\r\n'),
);

/** Answers as servers make them, good ones and bad ones, in the bytes of Latin-1. */
export const answers: fc.Arbitrary<Buffer> = fc
  .tuple(interim, statusLine, fc.array(fc.tuple(field, lineEnd), { maxLength: 5 }), lineEnd, lineEnd, body)
  .map(([before, status, fields, first, last, content]) =>
    Buffer.from(before + status + first + fields.flat().join('') + last + content, 'latin1'),
  );

/** Where bytes are cut, as shares of their length. */
export const cuts: fc.Arbitrary<readonly number[]> = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  maxLength: 4,
});
