import { OciError } from '../oci-error.ts';
import { parseChallenges } from './challenge.ts';
import type { Deadline } from './deadline.ts';
import { basic, requestToken, type Token, type TokenRequest } from './token-service.ts';

/** What a client shows one registry, learnt from its challenges. */
export interface Authorization {
  /** The field value for a scope as far as it is known; null: nothing yet. */
  known(scope: string): string | null;
  /**
   * The field value that answers a challenge, made anew: what was shown before was not accepted.
   * @throws OciError REGISTRY_UNAUTHORIZED and those of the token service
   */
  answer(field: string, scope: string, deadline: Deadline): Promise<string>;
}

export function createAuthorization(options: TokenRequest): Authorization {
  const { registry, credentials } = options;
  const tokens = new Map<string, Token>();
  let basicIsAsked = false;
  return {
    known: (scope) => {
      const token = tokens.get(scope);
      if (token && token.expires > Date.now()) return `Bearer ${token.value}`;
      return basicIsAsked && credentials ? basic(credentials) : null;
    },
    answer: async (field, scope, deadline) => {
      tokens.delete(scope);
      const challenges = parseChallenges(field);
      const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
      if (bearer) {
        const token = await requestToken(bearer, scope, options, deadline);
        tokens.set(scope, token);
        return `Bearer ${token.value}`;
      }
      if (!challenges.some(({ scheme }) => scheme === 'basic'))
        throw new OciError(
          'REGISTRY_UNAUTHORIZED',
          `${registry} refuses and offers neither Basic nor Bearer authentication; other ways are not supported`,
        );
      if (!credentials)
        throw new OciError('REGISTRY_UNAUTHORIZED', `${registry} wants a user and a password; give it credentials`);
      basicIsAsked = true;
      return basic(credentials);
    },
  };
}
