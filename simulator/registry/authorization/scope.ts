import { isRepositoryName } from '../api/grammar.ts';
import type { Access, Action } from './authorization.ts';

const ACTIONS: readonly Action[] = ['pull', 'push', 'delete'];

/** A scope as challenges and token requests write it: `repository:charts/good:pull,push`. */
export const scopeText = ({ repository, actions }: Access): string => `repository:${repository}:${actions.join(',')}`;

function parseScope(scope: string): Access | undefined {
  const [type, ...rest] = scope.split(':');
  const actions = rest.pop()?.split(',') ?? [];
  const repository = rest.join(':');
  if (type !== 'repository' || !isRepositoryName(repository)) return undefined;
  return { repository, actions: ACTIONS.filter((action) => actions.includes(action) || actions.includes('*')) };
}

/** The scopes of a token request, several to a parameter or a parameter each; what is not known gives no right. */
export function parseScopes(parameters: readonly string[]): readonly Access[] {
  return parameters
    .flatMap((parameter) => parameter.split(' '))
    .map(parseScope)
    .filter((access) => access !== undefined);
}
