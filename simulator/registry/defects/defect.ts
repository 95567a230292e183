import type { Exchange, Respond } from '../exchange.ts';
import type { Answer } from '../http/answer.ts';
import type { Storage } from '../storage/storage.ts';

/** What a fault can use. */
export interface Scene {
  readonly storage: Storage;
  /** `localhost:port`; empty unless the defect leads away. */
  readonly foreignHost: string;
}

/** Stands between the wire and the registry. */
export type Fault = (exchange: Exchange, next: Respond) => Promise<Answer>;

/** One deliberate fault. State of the fault lives as long as the registry that has it. */
export interface Defect {
  /** Kebab-case, unique. */
  readonly id: string;
  /** What a client would see. */
  readonly description: string;
  /** Whether it sends clients to another host, which has to be there then. */
  readonly leadsAway?: boolean;
  readonly make: (scene: Scene) => Fault;
}

/** A defect that needs neither memory nor scene. */
export const defect = (id: string, description: string, fault: Fault): Defect => ({
  id,
  description,
  make: () => fault,
});

/** The whole content of an answer; undefined where it has none or it streams. */
export const contentOf = ({ body }: Answer): Uint8Array | undefined => (body instanceof Uint8Array ? body : undefined);

/** Whether it is a successful answer about a kind of resource, to a reader. */
export const isRead = ({ request, route }: Exchange, kind: Exchange['route']['kind'], { status }: Answer): boolean =>
  route.kind === kind && (request.method === 'GET' || request.method === 'HEAD') && status >= 200 && status < 300;

/** Changes successful answers about a kind of resource. */
export const changing =
  (kind: Exchange['route']['kind'], change: (answer: Answer, exchange: Exchange) => Answer): Fault =>
  async (exchange, next) => {
    const answer = await next(exchange);
    return isRead(exchange, kind, answer) ? change(answer, exchange) : answer;
  };
