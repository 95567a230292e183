import { isRepositoryName } from '../api/grammar.ts';
import type { Route } from '../api/route.ts';
import type { RegistryRequest } from '../http/request.ts';
import type { Access, Action } from './authorization.ts';

const ACTIONS: Readonly<Record<string, readonly Action[]>> = {
  GET: ['pull'],
  HEAD: ['pull'],
  PUT: ['pull', 'push'],
  POST: ['pull', 'push'],
  PATCH: ['pull', 'push'],
  DELETE: ['delete'],
};

/** The rights that a request needs: none for what belongs to no repository, several where it lends a blob. */
export function neededAccess({ method, query }: RegistryRequest, route: Route): readonly Access[] {
  if (!('repository' in route)) return [];
  const { repository } = route;
  // An upload is the pusher's own affair, also when its state is read or it is given up.
  const actions = route.kind === 'upload' ? ACTIONS['PUT'] : ACTIONS[method];
  const lender = route.kind === 'uploads' && query.has('mount') ? query.get('from') : null;
  return [
    { repository, actions: actions ?? ['pull'] },
    ...(lender === null || !isRepositoryName(lender) ? [] : [{ repository: lender, actions: ['pull'] as const }]),
  ];
}
