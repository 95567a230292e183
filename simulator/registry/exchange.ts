import type { Route } from './api/route.ts';
import type { Answer } from './http/answer.ts';
import type { RegistryRequest } from './http/request.ts';

/** A request and what it names. */
export interface Exchange {
  readonly request: RegistryRequest;
  readonly route: Route;
}

/** How an exchange is answered; where a fault takes hold. */
export type Respond = (exchange: Exchange) => Promise<Answer>;
