import { refuse } from '../api/errors.ts';
import { type Answer, json } from '../http/answer.ts';
import { contentOf, type Defect, defect, type Fault } from './defect.ts';

/** Asks the token endpoint as the client did, and changes what it hands out. */
const changingTokens =
  (change: (token: Record<string, unknown>) => Record<string, unknown>): Fault =>
  async (exchange, next) => {
    const answer = await next(exchange);
    const content = contentOf(answer);
    if (exchange.route.kind !== 'token' || answer.status !== 200 || content === undefined) return answer;
    return json(200, change(JSON.parse(Buffer.from(content).toString('utf8'))));
  };

const withoutChallenge = (answer: Answer): Answer => ({
  ...answer,
  headers: Object.fromEntries(Object.entries(answer.headers).filter(([name]) => name !== 'WWW-Authenticate')),
});

/** Registries that do not answer, or not as the specification says. */
export const ANSWER_DEFECTS: readonly Defect[] = [
  defect(
    'never-answers',
    'connections are taken and requests read, and nothing comes back',
    () => new Promise(() => {}),
  ),
  defect('challenge-missing', '401 comes without WWW-Authenticate', async (exchange, next) =>
    withoutChallenge(await next(exchange)),
  ),
  defect('credentials-ignored', 'whoever brings credentials is answered as if he had none', async (exchange, next) => {
    const { authorization: _left, ...headers } = exchange.request.headers;
    return next({ ...exchange, request: { ...exchange.request, headers } });
  }),
  defect(
    'token-worthless',
    'the token endpoint hands out tokens that the registry does not accept',
    changingTokens((token) => ({ ...token, token: 'worthless', access_token: 'worthless' })),
  ),
  defect('token-scope-wrong', 'tokens are for another repository than the one asked for', async (exchange, next) => {
    if (exchange.route.kind !== 'token') return next(exchange);
    const query = new URLSearchParams(exchange.request.query);
    query.set('scope', 'repository:somebody/else:pull');
    return next({ ...exchange, request: { ...exchange.request, query } });
  }),
  defect('unavailable', 'every request is answered with 503 and a Retry-After', async () =>
    json(
      503,
      { errors: [{ code: 'UNAVAILABLE', message: 'service unavailable', detail: null }] },
      { 'Retry-After': '1' },
    ),
  ),
  defect('too-many-requests', 'every request is answered with 429 and a Retry-After', async () =>
    refuse('TOOMANYREQUESTS', 'too many requests', { 'Retry-After': '1' }),
  ),
  defect('errors-as-html', 'errors are pages for people, as of a proxy', async (exchange, next) => {
    const answer = await next(exchange);
    return answer.status < 400
      ? answer
      : {
          status: answer.status,
          headers: { ...answer.headers, 'Content-Type': 'text/html' },
          body: Buffer.from('<html><body><h1>Something went wrong</h1></body></html>'),
        };
  }),
];
