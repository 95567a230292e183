import type { Answer } from '../http/answer.ts';
import type { RegistryRequest } from '../http/request.ts';
import type { Limits } from '../limits.ts';
import type { Storage } from '../storage/storage.ts';
import type { Uploads } from '../storage/uploads.ts';
import type { Route } from './route.ts';

/** What the resources of a registry stand on. */
export interface Shelves {
  readonly storage: Storage;
  readonly uploads: Uploads;
  readonly limits: Limits;
}

export type RouteOf<Kind extends Route['kind']> = Extract<Route, { readonly kind: Kind }>;

/** One method of a resource. */
export type Handler<Kind extends Route['kind']> = (
  request: RegistryRequest,
  route: RouteOf<Kind>,
  shelves: Shelves,
) => Answer | Promise<Answer>;
