import { type Dictionary, type InnerList, type Item, isInnerList, serializeInnerList } from 'structured-headers';
import type { HeaderList } from '../protocol/exchange.ts';
import { type Component, componentFromItem } from './component.ts';
import { fieldLines } from './field-components.ts';
import { LIMITS } from './limits.ts';
import { readParameters, type SignatureParameters } from './signature-parameters.ts';
import { bytesOf, readDictionary } from './structured-fields.ts';

/** A signature as a message carries it; nothing of it has been verified. */
export interface ReceivedSignature {
  readonly label: string;
  /** In the order received. */
  readonly components: readonly Component[];
  /** In the order received. */
  readonly parameters: SignatureParameters;
  /** The strict serialisation of components and parameters: the last line of the base (RFC 9421, 3.2). */
  readonly signatureParams: string;
  readonly signature: Uint8Array;
}

export type UnreadableReason =
  /** Neither field is there. */
  | 'unsigned'
  | 'no-signature-input'
  | 'no-signature'
  | 'malformed-signature-input'
  | 'malformed-signature'
  /** A label is in one of the fields only. */
  | 'unpaired-label'
  | 'too-many-signatures';

export type SignaturesRead =
  | { readonly ok: true; readonly signatures: readonly ReceivedSignature[] }
  | { readonly ok: false; readonly reason: UnreadableReason; readonly detail: string };

const failed = (reason: UnreadableReason, detail: string): SignaturesRead => ({ ok: false, reason, detail });

function fieldDictionary(headers: HeaderList, name: string): Dictionary | undefined {
  const lines = fieldLines(headers, name);
  const dictionary = readDictionary(lines.join(', '));
  // An empty field is an absent one (RFC 9651, 4.2).
  return dictionary.size === 0 ? undefined : dictionary;
}

function receivedSignature(label: string, input: Item | InnerList, signature: Uint8Array): ReceivedSignature {
  if (!isInnerList(input)) throw new Error(`${label} is no list of components`);
  const [items, parameters] = input;
  return {
    label,
    components: items.map(componentFromItem),
    parameters: readParameters(parameters),
    signatureParams: serializeInnerList(input),
    signature,
  };
}

/** Reads all signatures of a message; never throws for what a peer sent. */
export function readSignatures(headers: HeaderList): SignaturesRead {
  let inputs: Dictionary | undefined;
  let values: Dictionary | undefined;
  try {
    inputs = fieldDictionary(headers, 'signature-input');
  } catch (error) {
    return failed('malformed-signature-input', String(error));
  }
  try {
    values = fieldDictionary(headers, 'signature');
  } catch (error) {
    return failed('malformed-signature', String(error));
  }
  if (!inputs && !values) return failed('unsigned', 'neither Signature-Input nor Signature is there');
  if (!inputs) return failed('no-signature-input', 'Signature is there without Signature-Input');
  if (!values) return failed('no-signature', 'Signature-Input is there without Signature');
  if (inputs.size > LIMITS.signatures || values.size > LIMITS.signatures) {
    return failed(
      'too-many-signatures',
      `${Math.max(inputs.size, values.size)}, at most ${LIMITS.signatures} are read`,
    );
  }
  const unpaired = [...new Set(inputs.keys()).symmetricDifference(values)];
  if (unpaired.length > 0) return failed('unpaired-label', unpaired.join(', '));
  return paired(inputs, values);
}

function paired(inputs: Dictionary, values: Dictionary): SignaturesRead {
  const signatures: ReceivedSignature[] = [];
  for (const [label, input] of inputs) {
    const value = values.get(label);
    const signature = value && bytesOf(value);
    if (!signature) return failed('malformed-signature', `${label} is no byte sequence`);
    try {
      signatures.push(receivedSignature(label, input, signature));
    } catch (error) {
      return failed('malformed-signature-input', String(error));
    }
  }
  return { ok: true, signatures };
}
