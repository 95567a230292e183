import type { ExchangeJudge, JudgedExchange, UnchangedPoll } from '../judging/judge.ts';

/** Finds nothing wrong, and remembers what it was asked about. */
export class ListeningJudge implements ExchangeJudge {
  readonly heard: JudgedExchange[] = [];
  readonly polls: { readonly device: number; readonly request: string; readonly response: string }[] = [];
  readonly #letsPass: boolean;

  constructor(letsPass: boolean) {
    this.#letsPass = letsPass;
  }

  judge(exchange: JudgedExchange): readonly [] {
    this.heard.push(exchange);
    return [];
  }

  passes({ device, request, response }: UnchangedPoll): boolean {
    const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
    this.polls.push({ device, request: text(request), response: text(response) });
    return this.#letsPass;
  }

  forget(): void {
    this.heard.length = 0;
  }

  judgedRequirements(): Readonly<Record<string, number>> {
    return {};
  }

  recorded({ exchange }: JudgedExchange): unknown {
    return exchange.request.path;
  }
}
