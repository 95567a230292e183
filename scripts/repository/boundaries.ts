import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { AREAS, type Area, MAY_COMPUTE, ROOTS, TEST_FILES } from './boundary-rules.ts';
import { importsOf } from './imports.ts';

export interface Boundaries {
  /** How many modules were read. */
  readonly modules: number;
  /** How many imports of the repository's own modules were judged. */
  readonly imports: number;
  /** One line each, led by a stable code. */
  readonly findings: readonly string[];
}

/**
 * Reads every module below `root` (absolute) and judges each import by the file it leads to. Imports name files, as Node
 * requires, so that resolving one is joining two paths: nothing is guessed, and a path that leads nowhere is a finding.
 */
export async function crossedBoundaries(root: string): Promise<Boundaries> {
  const modules = await Array.fromAsync(
    glob(
      ROOTS.map((folder) => `${folder}/**/*.ts`),
      { cwd: root },
    ),
  );
  const judged = await Promise.all(
    modules
      .map(toPosix)
      .sort()
      .map((module) => judge(root, module)),
  );
  const findings = judged.flatMap((module) => module.findings);
  const imports = judged.reduce((sum, module) => sum + module.imports, 0);
  // Nothing read is no proof of anything: a checker that finds no modules has to fail.
  if (modules.length === 0) findings.push(`BOUNDARIES_NOT_READ: there is no module below ${ROOTS.join(', ')}`);
  return { modules: modules.length, imports, findings };
}

interface Judged {
  readonly imports: number;
  readonly findings: readonly string[];
}

async function judge(root: string, module: string): Promise<Judged> {
  const { specifiers, computed, errors } = importsOf(module, await readFile(join(root, module), 'utf8'));
  const targets = specifiers
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(posix.dirname(module), specifier));
  const findings = [
    ...errors.map((error) => `BOUNDARIES_NOT_READ: ${module}: ${error}`),
    ...(computed && !MAY_COMPUTE.has(module)
      ? [`IMPORT_COMPUTED: ${module} computes what it imports; name the file`]
      : []),
    ...targets.flatMap((target) => crossing(root, module, target)),
  ];
  return { imports: targets.length, findings };
}

function crossing(root: string, module: string, target: string): readonly string[] {
  if (!existsSync(join(root, target))) return [`IMPORT_UNRESOLVED: ${module} imports ${target}, which does not exist`];
  const isTest = TEST_FILES.test(module);
  if (!isTest && TEST_FILES.test(target)) {
    return [`IMPORT_OF_TEST_CODE: ${module} imports ${target}; what is published must not stand on test code`];
  }
  const area = areaOf(module);
  if (!area) return [`BOUNDARY_UNKNOWN: ${module} is in no area; give its folder a row in boundary-rules.ts`];
  const allowed = [area.folder, ...area.mayImport, ...(isTest ? (area.testsMayImport ?? []) : [])];
  if (allowed.some((path) => target.startsWith(path))) return [];
  return [`IMPORT_BOUNDARY: ${module} imports ${target}; ${isTest ? 'even in a test, ' : ''}${area.because}`];
}

function areaOf(module: string): Area | undefined {
  return AREAS.filter(({ folder }) => module.startsWith(folder)).sort((a, b) => b.folder.length - a.folder.length)[0];
}

const toPosix = (path: string): string => path.replaceAll('\\', '/');
