import type { JsonObject } from '../../protocol/json.ts';

/** One call of the control contract. */
export interface ControlCall {
  readonly verb: string;
  readonly body: JsonObject;
}

export interface ControlAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

/** A call that cannot be done, as the contract reports it. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly status: 400 | 404 | 409 | 501;

  constructor(status: 400 | 404 | 409 | 501, message: string) {
    super(message);
    this.status = status;
  }
}
