import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import lifeCycle from '../../../fixtures/fleets/life-cycle.schema.json' with { type: 'json' };
import plan from '../../../fixtures/fleets/plan.schema.json' with { type: 'json' };
import values from '../../../fixtures/fleets/values.schema.json' with { type: 'json' };
import type { LifeCycleEntries, PlanEntries } from './entries.ts';

/** Schemas refer to one another by the names of their files. */
function compiler(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true, verbose: true });
  ajv.addSchema(values, 'values.schema.json');
  ajv.addSchema(lifeCycle, 'life-cycle.schema.json');
  return ajv;
}

const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** Compiled when the first plan is read. */
export const planValidator: () => ValidateFunction<PlanEntries> = once(() => compiler().compile<PlanEntries>(plan));

/** Likewise. */
export const lifeCycleValidator: () => ValidateFunction<LifeCycleEntries> = once(() =>
  new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true, verbose: true })
    .addSchema(values, 'values.schema.json')
    .compile<LifeCycleEntries>(lifeCycle),
);
