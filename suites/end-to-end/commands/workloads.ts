import type { DeploymentComponent, Parameter } from '../../../simulator/protocol/documents.ts';
import type { JsonValue } from '../../../simulator/protocol/json.ts';
import type { RequestedDeployment } from '../../harness/control/operator.ts';
import type { WorkloadName } from './command.ts';

/** Revisions that every fixture is published in, oldest first. */
export const REVISIONS = ['1.0.0', '1.1.0', '2.0.0-rc.1'] as const;

/** The fixtures that workloads are made of. */
export const CHARTS = ['good', 'slow', 'bad-template'] as const;

type Chart = (typeof CHARTS)[number];

/** Components of a workload in their order: name and chart. */
const COMPONENTS: Readonly<Record<WorkloadName, readonly (readonly [name: string, chart: Chart])[]>> = {
  good: [['web', 'good']],
  slow: [['web', 'slow']],
  pair: [
    ['store', 'good'],
    ['front', 'good'],
  ],
  failing: [['web', 'bad-template']],
  'pair-failing': [
    ['store', 'good'],
    ['front', 'bad-template'],
  ],
};

/** What a sequence varies of a workload. */
export interface Variant {
  readonly workload: WorkloadName;
  readonly mark: number;
  /** By component, an index into {@link REVISIONS}. */
  readonly revisions: readonly number[];
}

export const firstVariant = (workload: WorkloadName, mark: number): Variant => ({
  workload,
  mark,
  revisions: COMPONENTS[workload].map(() => 0),
});

/** The next revision of the first or last component; after the newest comes the oldest again. */
export const revised = (variant: Variant, which: 'first' | 'last'): Variant => ({
  ...variant,
  revisions: variant.revisions.map((revision, index) =>
    index === (which === 'first' ? 0 : variant.revisions.length - 1) ? (revision + 1) % REVISIONS.length : revision,
  ),
});

/** Where an order is to be carried out. */
export interface OrderPlace {
  /** Of this deployment alone. */
  readonly name: string;
  readonly image: string;
  readonly type: 'helm' | 'compose';
  /** Where a chart stands. */
  readonly repositoryOf: (chart: string) => string;
}

/** What the operator orders. */
export function orderOf(variant: Variant, { name, image, type, repositoryOf }: OrderPlace): RequestedDeployment {
  const components = COMPONENTS[variant.workload].map(
    ([component, chart], index): DeploymentComponent => ({
      name: component,
      properties: {
        repository: repositoryOf(chart),
        revision: REVISIONS[variant.revisions[index] ?? 0] ?? REVISIONS[0],
        wait: true,
        timeout: '1m0s',
      },
    }),
  );
  return {
    applicationId: 'waspect-sequence',
    name,
    namespace: NAMESPACE,
    profile: { type, components },
    parameters: pointingAt(type, {
      ...parametersOf(
        variant.mark,
        components.map((component) => component.name),
      ),
      image: to(
        'image',
        image,
        components.map((component) => component.name),
      ),
      ...(variant.workload === 'slow' && { pace: to('readyAfterSeconds', 1, ['web']) }),
    }),
  };
}

/** Compose knows variables where Helm knows paths. */
const pointingAt = (type: 'helm' | 'compose', parameters: Readonly<Record<string, Parameter>>): typeof parameters =>
  type === 'helm'
    ? parameters
    : Object.fromEntries(
        Object.entries(parameters).map(([name, { value, targets }]) => [
          name,
          { value, targets: targets.map(({ pointer, components }) => ({ pointer: variableOf(pointer), components })) },
        ]),
      );

const variableOf = (pointer: string): string => pointer.replaceAll('.', '_').toUpperCase();

const NAMESPACE = 'waspect';

const to = (pointer: string, value: JsonValue, components: readonly string[]): Parameter => ({
  value,
  targets: [{ pointer, components }],
});

/** Values of every type that the standard allows (G-53), some that a careless writer of YAML turns into others. */
const TEXTS = ['plain', '1.0', 'yes', '', '0x1F', 'a: b', '  padded  ', 'Größe 🚜', '{{ .Values.x }}', 'null', '~'];
const NUMBERS = [0, 42, -7, 1.5, 9_007_199_254_740_991, 0.000125];

/** One parameter for all components, one for each alone, and one that comes and goes with the mark. */
function parametersOf(mark: number, components: readonly string[]): Readonly<Record<string, Parameter>> {
  return {
    mark: to('settings.mark', `m${mark}`, components),
    text: to('settings.text', TEXTS[mark % TEXTS.length] ?? '', components),
    number: to('settings.limits.number', NUMBERS[mark % NUMBERS.length] ?? 0, components),
    ...Object.fromEntries(
      components.map((name, index) => [`own${index}`, to('settings.own', `${name} ${mark % 3}`, [name])]),
    ),
    ...(mark % 2 === 0 && { flag: to('settings.flag', mark % 4 === 0, components) }),
  };
}
