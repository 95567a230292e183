import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { schemaErrors } from '../../protocol/rc3/schemas.ts';
import { DeviceError } from '../device-error.ts';
import { jsonOf } from '../json-of.ts';
import type { Profile, ProfileSet } from './profile.ts';

const SCHEMA = 'profile.schema.json';
const SUFFIX = '.yaml';

/**
 * Reads all profiles of a folder and its schema.
 * @throws DeviceError PROFILE_INVALID, naming the file and the place in it; PROFILES_MISSING
 */
export async function loadProfiles(folder: string): Promise<ProfileSet> {
  const isProfile = await validator(folder);
  const profiles = new Map<string, Profile>();
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(SUFFIX)).sort()) {
    const document: unknown = parsed(await readFile(join(folder, file), 'utf8'), file);
    if (!isProfile(document)) {
      const [first] = isProfile.errors ?? [];
      throw invalid(file, `at ${first?.instancePath || '/'} ${first?.message}`);
    }
    if (`${document.id}${SUFFIX}` !== file) throw invalid(file, `its id is ${document.id}; name the file after it`);
    checkCapabilities(document, file);
    profiles.set(document.id, document);
  }
  for (const profile of profiles.values()) checkChildren(profile, profiles, [profile.id]);
  return profiles;
}

async function validator(folder: string): Promise<ValidateFunction<Profile>> {
  try {
    const schema: unknown = JSON.parse(await readFile(join(folder, SCHEMA), 'utf8'));
    if (typeof schema !== 'object' || schema === null) throw new TypeError('the schema is no object');
    return new Ajv2020({ strictTypes: false, strictRequired: false }).compile<Profile>(schema);
  } catch (cause) {
    throw new DeviceError('PROFILES_MISSING', `${folder} has no usable ${SCHEMA}: ${String(cause)}`, { cause });
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw invalid(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** What is reported as it stands in the file has to be valid where it is going. */
function checkCapabilities({ properties, labels = {} }: Profile, file: string): void {
  const identity = { id: 'device', vendor: '', modelNumber: '', serialNumber: '' };
  const document = jsonOf({ properties: { ...identity, ...properties }, labels });
  const [first] = schemaErrors('device-capabilities', document);
  if (first) throw invalid(file, `at ${first.pointer} ${first.message}`);
}

/** Every child is a profile that exists, and no profile stands below itself. */
function checkChildren({ id, children = [] }: Profile, all: ProfileSet, above: readonly string[]): void {
  for (const child of children) {
    const profile = all.get(child.profile);
    if (!profile) throw invalid(`${id}${SUFFIX}`, `there is no profile ${child.profile}`);
    if (above.includes(child.profile)) throw invalid(`${id}${SUFFIX}`, `${child.profile} stands below itself`);
    checkChildren(profile, all, [...above, child.profile]);
  }
}

const invalid = (file: string, detail: string, cause?: unknown): DeviceError =>
  new DeviceError('PROFILE_INVALID', `${file}: ${detail}`, { cause });
