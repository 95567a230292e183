import { ConfigurationError } from '../harness/failure.ts';
import { NotEvaluated } from '../harness/verdict.ts';

/**
 * An operator action that a hook may be unable to express: where it refuses, nothing is wrong with the set-up and the
 * check is not evaluated.
 */
export async function ifTaken<Value>(action: Promise<Value>): Promise<Value> {
  try {
    return await action;
  } catch (error) {
    if (error instanceof ConfigurationError && error.code === 'CONTROL_REFUSED') throw new NotEvaluated(error.message);
    throw error;
  }
}
