/** The shape of HAR 1.2, from its specification; members that start with `_` are free. */

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const size: Schema = { type: 'integer', minimum: -1 };

function object(required: readonly string[], properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', required, properties, patternProperties: { '^_': true }, additionalProperties: false };
}

const comment = { comment: text };
const pairs: Schema = { type: 'array', items: object(['name', 'value'], { name: text, value: text, ...comment }) };
const time: Schema = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$',
};
const duration: Schema = { type: 'number', minimum: 0 };

const request = object(
  ['method', 'url', 'httpVersion', 'cookies', 'headers', 'queryString', 'headersSize', 'bodySize'],
  {
    method: text,
    url: text,
    httpVersion: text,
    cookies: pairs,
    headers: pairs,
    queryString: pairs,
    postData: object(['mimeType', 'text'], { mimeType: text, text, ...comment }),
    headersSize: size,
    bodySize: size,
    ...comment,
  },
);

const response = object(
  ['status', 'statusText', 'httpVersion', 'cookies', 'headers', 'content', 'redirectURL', 'headersSize', 'bodySize'],
  {
    status: { type: 'integer', minimum: 0 },
    statusText: text,
    httpVersion: text,
    cookies: pairs,
    headers: pairs,
    content: object(['size', 'mimeType'], { size, mimeType: text, text, encoding: { const: 'base64' }, ...comment }),
    redirectURL: text,
    headersSize: size,
    bodySize: size,
    ...comment,
  },
);

const entry = object(['startedDateTime', 'time', 'request', 'response', 'cache', 'timings'], {
  pageref: text,
  startedDateTime: time,
  time: duration,
  request,
  response,
  cache: object([], {}),
  timings: object(['send', 'wait', 'receive'], { send: duration, wait: duration, receive: duration }),
  ...comment,
});

const page = object(['startedDateTime', 'id', 'title', 'pageTimings'], {
  startedDateTime: time,
  id: text,
  title: text,
  pageTimings: object([], {}),
});

export const HAR_SCHEMA: Schema = object(['log'], {
  log: object(['version', 'creator', 'entries'], {
    version: { const: '1.2' },
    creator: object(['name', 'version'], { name: text, version: text }),
    pages: { type: 'array', items: page },
    entries: { type: 'array', items: entry },
    ...comment,
  }),
});
