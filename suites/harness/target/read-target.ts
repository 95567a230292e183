import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { type Document, isScalar, LineCounter, parseDocument } from 'yaml';
import type { RevisionId } from '../../../simulator/protocol/revision.ts';
import { ConfigurationError, messageOf } from '../failure.ts';
import type { TargetEntries } from './entries.ts';
import { explain, placeOf } from './mistake.ts';
import { resolveTarget } from './resolve-target.ts';
import { TARGET_SCHEMA } from './schema.ts';
import type { Dialect, Target } from './target.ts';

const MAX_BYTES = 1024 * 1024;
const MAX_ALIASES = 20;

/**
 * Reads and checks a target file. Throws `ConfigurationError` with a code of its own for each kind of mistake; a mistake
 * in the text carries line and column, an unknown key the nearest known one.
 */
export function readTarget(file: string, { endpoint, revision, dialect }: TargetChoice = {}): Target {
  const entries = checkedEntries(readText(file), file);
  const chosen = { ...entries, ...(revision && { revision }), ...(dialect && { dialect }) };
  return resolveTarget(chosen, dirname(resolve(file)), endpoint ?? undefined);
}

/** What of a target file is to be used, where the file leaves a choice or says otherwise. */
export interface TargetChoice {
  readonly endpoint?: string | null;
  /** In place of the one that the file claims. */
  readonly revision?: RevisionId | null;
  /** Likewise. */
  readonly dialect?: Dialect | null;
}

/** The names of the endpoints in a target file. Throws as {@link readTarget}. */
export const endpointNames = (file: string): readonly string[] =>
  Object.keys(checkedEntries(readText(file), file).endpoints);

/** Where the WFM is and what it claims. */
export interface Claim {
  /** Undefined where the file names no https URL for the endpoint that is meant. */
  readonly url?: string;
  /** Undefined where it claims none; perhaps one that nobody knows. */
  readonly revision?: string;
}

/** What can be made out of a target file that is wrong in some other way. Never throws. */
export function claimOf(file: string, { endpoint, revision }: TargetChoice = {}): Claim {
  try {
    const entries = readableEntries(parsed(readText(file), file, new LineCounter()).value);
    const claimed = revision ?? entries['revision'];
    const endpoints = readableEntries(entries['endpoints']);
    const name = endpoint ?? entries['endpoint'] ?? Object.keys(endpoints)[0];
    const entry = typeof name === 'string' ? endpoints[name] : undefined;
    const url = URL.parse(String(typeof entry === 'string' ? entry : readableEntries(entry)['url']));
    return {
      ...(url?.protocol === 'https:' && { url: url.href }),
      ...(typeof claimed === 'string' && { revision: claimed }),
    };
  } catch (error) {
    if (error instanceof ConfigurationError) return {};
    throw error;
  }
}

const readableEntries = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

let compiled: ValidateFunction<TargetEntries> | undefined;

/** Compiled once, and not before a file is read. */
function validator(): ValidateFunction<TargetEntries> {
  compiled ??= new Ajv2020({ strict: true, strictTypes: false, verbose: true }).compile<TargetEntries>(TARGET_SCHEMA);
  return compiled;
}

function readText(file: string): string {
  let bytes: Uint8Array;
  try {
    const status = statSync(file);
    // A pipe or a device may never end.
    if (!status.isFile()) throw new Error(`${file} is not a file`);
    if (status.size > MAX_BYTES)
      throw new ConfigurationError(
        'TARGET_TOO_LARGE',
        `${file} has ${status.size} bytes; a target file has at most ${MAX_BYTES}`,
      );
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError('TARGET_UNREADABLE', `${messageOf(error)}; name a readable YAML file with --target`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigurationError('TARGET_UNREADABLE', `${file} is not UTF-8 text; save it as UTF-8`);
  }
}

function checkedEntries(text: string, file: string): TargetEntries {
  const lines = new LineCounter();
  const { document, value } = parsed(text, file, lines);
  const validate = validator();
  if (validate(value)) return { ...value, version: asWritten(document, value.version) };
  const [error] = validate.errors ?? [];
  if (!error) throw new ConfigurationError('TARGET_INVALID', `${file} does not follow the schema of a target file`);
  throw new ConfigurationError(
    error.keyword === 'additionalProperties' ? 'TARGET_UNKNOWN_KEY' : 'TARGET_INVALID',
    `${file}:${placeOf(document, lines, error)}: ${explain(error)}`,
  );
}

function parsed(text: string, file: string, lines: LineCounter): { document: Document; value: unknown } {
  try {
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
    const [mistake] = document.errors;
    if (!mistake) return { document, value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
    const { line, col } = lines.linePos(mistake.pos[0]);
    throw new ConfigurationError('TARGET_SYNTAX', `${file}:${line}:${col}: ${mistake.message}`);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    // Too many aliases, or nesting that no target file has.
    throw new ConfigurationError('TARGET_SYNTAX', `${file}: ${messageOf(error)}; write it as plain, flat YAML`);
  }
}

/** A version of 4.10 is a number to YAML, and not the 4.1 that it would become. */
function asWritten(document: Document, version: string | number): string | number {
  const node = document.getIn(['version'], true);
  return typeof version === 'number' && isScalar(node) && node.source !== undefined ? node.source : version;
}
