import { open } from 'node:fs/promises';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { writeAtomically } from './atomic-write.ts';
import { areaOf } from './checks.ts';
import type { Results } from './model.ts';
import { ReportError, systemReason } from './report-error.ts';
import { RESULTS_JSON_SCHEMA } from './schema.ts';
import { oneLine } from './text.ts';

/** A thorough run with every transcript stays far below; more is not a results file of ours. */
const MAX_RESULTS_BYTES: number = 256 * 1024 * 1024;

const MAX_RECEIVED_CHARACTERS = 120;

let compiled: ValidateFunction<Results> | undefined;

/** Compiled once, and not before a file is read: most commands never read one. */
function validator(): ValidateFunction<Results> {
  compiled ??= new Ajv2020({ useDefaults: true, strict: false }).compile<Results>(RESULTS_JSON_SCHEMA);
  return compiled;
}

/**
 * Reads a `results.json` of this or an older release; members it does not have get their defaults.
 * Throws `RESULTS_UNREADABLE` (no such file, too large) or `RESULTS_MALFORMED` (names the JSON Pointer).
 */
export async function readResults(path: string, maxBytes: number = MAX_RESULTS_BYTES): Promise<Results> {
  return parseResults(await readBounded(path, maxBytes), path);
}

/** The same for text at hand; `source` names it in errors. */
export function parseResults(text: string, source: string): Results {
  const value = parseJson(text, source);
  const validate = validator();
  // Defaults were filled in: what was received is told from the text as it came.
  if (!validate(value)) throw malformed(parseJson(text, source), validate.errors?.at(0), source);
  return withAreas(value);
}

/** Replaces the file as a whole or not at all. Throws `OUT_UNWRITABLE`. */
export async function writeResults(path: string, results: Results): Promise<void> {
  await writeAtomically(path, resultsText(results));
}

/** The text of a `results.json`. */
export function resultsText(results: Results): string {
  return `${JSON.stringify(results, null, 2)}\n`;
}

/** Several runs as one JSON document: `{schema, runs: [results, …]}`. */
export function runsText(runs: readonly Results[]): string {
  return `${JSON.stringify({ schema: 'waspect/runs/v1', runs }, null, 2)}\n`;
}

async function readBounded(path: string, maxBytes: number): Promise<string> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > maxBytes) throw tooLarge(path, `${size} bytes`, maxBytes);
    // A pipe or a device tells no size: the bound holds for what it yields, too.
    const chunks: Buffer[] = [];
    let total = 0;
    for await (const chunk of file.createReadStream({ autoClose: false, end: maxBytes })) {
      const bytes = Buffer.from(chunk);
      total += bytes.length;
      if (total > maxBytes) throw tooLarge(path, 'more', maxBytes);
      chunks.push(bytes);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    if (error instanceof ReportError) throw error;
    throw new ReportError(
      'RESULTS_UNREADABLE',
      `${path} cannot be read (${systemReason(error)}); give the path of a results.json that waspect wrote`,
      error,
    );
  }
}

function tooLarge(path: string, size: string, maxBytes: number): ReportError {
  return new ReportError(
    'RESULTS_UNREADABLE',
    `${path} has ${size}, at most ${maxBytes} bytes are read; is it a results.json?`,
  );
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? oneLine(error.message, MAX_RECEIVED_CHARACTERS) : '';
    throw new ReportError('RESULTS_MALFORMED', `${source} is no JSON (${reason}); run conform again`, error);
  }
}

function malformed(value: unknown, error: ErrorObject | undefined, source: string): ReportError {
  const pointer = error?.instancePath ?? '';
  const received = oneLine(JSON.stringify(resolve(value, pointer)) ?? 'nothing', MAX_RECEIVED_CHARACTERS);
  return new ReportError(
    'RESULTS_MALFORMED',
    `${source} at ${pointer === '' ? 'the root' : pointer} ${rule(error)}, received ${received}; is it a results.json of waspect?`,
  );
}

function rule(error: ErrorObject | undefined): string {
  if (error === undefined) return 'is not valid';
  const params: Readonly<Record<string, unknown>> = error.params;
  if (error.keyword === 'enum') return `must be one of ${JSON.stringify(params['allowedValues'])}`;
  if (error.keyword === 'const') return `must be ${JSON.stringify(params['allowedValue'])}`;
  return error.message ?? 'is not valid';
}

function resolve(value: unknown, pointer: string): unknown {
  let current = value;
  for (const token of pointer.split('/').slice(1)) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.entries(current).find(([key]) => key === token.replaceAll('~1', '/').replaceAll('~0', '~'))?.[1];
  }
  return current;
}

/** Files of the first release do not say the area of a requirement: that of its first check stands in. */
function withAreas(results: Results): Results {
  if (results.requirements.every((row) => row.area !== '')) return results;
  const requirements = results.requirements.map((row) =>
    row.area === '' ? { ...row, area: areaOf(row.checks[0] ?? row.id) } : row,
  );
  return { ...results, requirements };
}
