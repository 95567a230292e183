import type { ErrorObject } from 'ajv/dist/2020.js';
import { nearest } from '../../errors/nearest.ts';
import { type Mistake, pathText, shown } from './mistake.ts';

/** What a schema has to say against a document, each place once. */
export function mistakesOf(errors: readonly ErrorObject[]): readonly Mistake[] {
  const mistakes = new Map<string, Mistake>();
  // What is wrong with a key is said by the error inside of this one.
  for (const error of errors.filter(({ keyword }) => keyword !== 'propertyNames')) {
    const mistake = mistakeOf(error);
    const place = JSON.stringify([...mistake.path, mistake.key ?? null]);
    if (!mistakes.has(place)) mistakes.set(place, mistake);
  }
  return [...mistakes.values()];
}

function mistakeOf(error: ErrorObject): Mistake {
  const path = pointerParts(error.instancePath);
  const where = pathText(path);
  const { propertyName } = error;
  if (propertyName !== undefined)
    return {
      path,
      key: propertyName,
      text: `unknown key ${shown(propertyName)} in ${where}; ${legal(error, propertyName)}`,
    };
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params['additionalProperty']);
      const known = Object.keys(Object(error.parentSchema?.['properties']));
      return { path, key, text: `unknown key ${shown(key)} in ${where}; ${suggestion(key, known)}` };
    }
    case 'required':
      return { path, text: `${where} lacks ${shown(error.params['missingProperty'])}` };
    default:
      return { path, text: `${where} is ${shown(error.data)}; ${legal(error, error.data)}` };
  }
}

/** The title of a schema says what is legal; a list of values says it itself. */
function legal({ params, parentSchema }: ErrorObject, received: unknown): string {
  const allowed: unknown = params['allowedValues'];
  if (Array.isArray(allowed)) return suggestion(String(received), allowed.map(String));
  return `legal is ${String(parentSchema?.['title'])}`;
}

/** The nearest legal word, and all of them. */
export function suggestion(received: string, known: readonly string[]): string {
  const near = nearest(received, known);
  const legalWords = `legal ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`;
  return near === undefined ? legalWords : `did you mean ${shown(near)}? ${legalWords}`;
}

const pointerParts = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
