import { type Judgement, judgeThat } from './judgement.ts';

/** How a WFM met a caller that connected and sent a request. */
export type Reception =
  | { readonly kind: 'answered'; readonly status: number }
  /** An alert, or the end of the connection before any answer. */
  | { readonly kind: 'turned-away'; readonly how: string }
  /** Neither an answer nor the end of the connection in time, or an answer that is no HTTP. */
  | { readonly kind: 'undecided'; readonly how: string };

/** What no reading allows towards a caller who is to be refused: an answer in the 2xx range, or a 304, which tells as much. */
export const notServed = (reception: Reception, caller: string): Judgement =>
  judgeThat(!isServed(reception), `that ${caller} is refused`, describeReception(reception));

/** The three forms of a refusal (G-09, G-10); an error of the server or silence is none. */
export const refused = (reception: Reception, caller: string): Judgement =>
  judgeThat(
    isRefusal(reception),
    `that ${caller} is refused by a TLS alert, by closing the connection or with a 4xx`,
    describeReception(reception),
  );

export const served = (reception: Reception, caller: string): Judgement =>
  judgeThat(
    reception.kind === 'answered' && reception.status === 200,
    `that ${caller} is served with 200`,
    describeReception(reception),
  );

export const isServed = (reception: Reception): boolean =>
  reception.kind === 'answered' && ((reception.status >= 200 && reception.status < 300) || reception.status === 304);

export const isRefusal = (reception: Reception): boolean =>
  reception.kind === 'turned-away' ||
  (reception.kind === 'answered' && reception.status >= 400 && reception.status < 500);

export const describeReception = (reception: Reception): string =>
  reception.kind === 'answered' ? `status ${reception.status}` : reception.how;
