/** Whose a deployment is, and which change of it this is: its operator puts that into its parameters. */
export interface Canary {
  /** Of the run, so that what is left of an earlier one is no device of this one. */
  readonly nonce: string;
  readonly device: number;
  /** Of the change; counts from 0 for each device. */
  readonly ordinal: number;
}

/** The parameter that carries it. */
export const CANARY_PARAMETER = 'waspectCanary';

const PREFIX = 'wcanary';

/** Bytes that stand in everything that has a canary, whatever writes it. */
export const CANARY_MARK: Buffer = Buffer.from(`${PREFIX}-`);

/** Without a character that a text format would have to quote, or could fold at: `wcanary-k3f9-17-2`. */
export const canaryText = ({ nonce, device, ordinal }: Canary): string => `${PREFIX}-${nonce}-${device}-${ordinal}`;

const FORM = new RegExp(`${PREFIX}-([A-Za-z0-9]+)-([0-9]{1,9})-([0-9]{1,9})`, 'g');

/** All that are in a text, in their order. */
export const canariesIn = (text: string): readonly Canary[] =>
  Array.from(text.matchAll(FORM), ([, nonce = '', device, ordinal]) => ({
    nonce,
    device: Number(device),
    ordinal: Number(ordinal),
  }));
