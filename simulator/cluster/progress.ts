/** Told what is being done. */
export interface Progress {
  /** The next step, in a few words: for somebody who waits. */
  step(doing: string): void;
  /** Something that changes the machine for good and should always be seen. */
  note(text: string): void;
}
