import { InvalidArgumentError } from 'commander';

export const USAGE_ERROR = 2;
export const TOOL_WENT_WRONG = 3;
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

/** Collects an option that may be given several times; commas are part of the value. */
export const repeated = (text: string, former: readonly string[] = []): readonly string[] => [...former, text];

/** A command as a person would type it: words with anything special in them are quoted. */
export const typed = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
