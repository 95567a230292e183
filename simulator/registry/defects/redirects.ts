import { empty } from '../http/answer.ts';
import { type Defect, isRead } from './defect.ts';

/** Ways to a host that is not the registry, where a credential must not follow. */
export const REDIRECT_DEFECTS: readonly Defect[] = [
  {
    id: 'blob-redirected',
    description: 'a blob has to be fetched from another host, which has it; as of a store behind a registry',
    leadsAway: true,
    make:
      ({ foreignHost }) =>
      async (exchange, next) => {
        const answer = await next(exchange);
        return isRead(exchange, 'blob', answer)
          ? empty(307, { Location: `https://${foreignHost}${exchange.request.path}` })
          : answer;
      },
  },
  {
    id: 'manifest-redirected',
    description: 'a manifest has to be fetched from another host, which has it',
    leadsAway: true,
    make:
      ({ foreignHost }) =>
      async (exchange, next) => {
        const answer = await next(exchange);
        return isRead(exchange, 'manifest', answer)
          ? empty(307, { Location: `https://${foreignHost}${exchange.request.path}` })
          : answer;
      },
  },
  {
    id: 'blob-redirects-forever',
    description: 'a blob leads to itself again and again',
    make: () => async (exchange, next) => {
      const answer = await next(exchange);
      return isRead(exchange, 'blob', answer) ? empty(307, { Location: exchange.request.path }) : answer;
    },
  },
  {
    id: 'token-realm-foreign',
    description: 'the challenge sends clients with their password to a token endpoint on another host, where it works',
    leadsAway: true,
    make:
      ({ foreignHost }) =>
      async (exchange, next) => {
        const answer = await next(exchange);
        const challenge = answer.headers['WWW-Authenticate'];
        if (challenge === undefined) return answer;
        const away = challenge.replace(/realm="https:\/\/[^/"]+/, `realm="https://${foreignHost}`);
        return { ...answer, headers: { ...answer.headers, 'WWW-Authenticate': away } };
      },
  },
];
