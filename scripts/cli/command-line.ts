import { InvalidArgumentError } from 'commander';
import { ConfigurationError } from '../../suites/harness/failure.ts';

export const USAGE_ERROR = 2;
export const INTERRUPTED = 130;

/** What a command needs from the program around it. */
export interface CommandLine {
  /** As a person typed it, for reports. */
  readonly command: string;
  /** Sets the exit status. */
  end(status: number): void;
}

/** Reads a whole number of an option; the message says what is allowed. */
export const wholeNumber =
  (min: number, max: number): ((text: string) => number) =>
  (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`);
  };

/** Collects an option that may be given several times, or with several values after commas. */
export const list = (text: string, former: readonly string[] = []): readonly string[] => [
  ...former,
  ...text.split(',').filter((part) => part !== ''),
];

/** The value if it is one of the known ones; throws `OPTION_INVALID`. */
export function oneOf<const Known extends string>(known: readonly Known[], value: string, option: string): Known {
  const found = known.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new ConfigurationError(
    'OPTION_INVALID',
    `${option} is ${JSON.stringify(value)}; it is one of ${known.join(', ')}`,
  );
}
