import { describe, expect, it } from 'vitest';
import { documentWith, ID } from './deployment.test-data.ts';
import { hasNames, hasUuid, identifiedAs, isFor, isNamed, isOfApplication } from './identity.ts';

describe('a deployment', () => {
  it('says who it is and for whom', () => {
    const document = documentWith();
    for (const judgement of [
      hasUuid(document),
      identifiedAs(document, ID),
      isFor(document, 'edge-1'),
      isNamed(document, 'line', 'plant'),
      isOfApplication(document, 'pump-app'),
    ])
      expect(judgement).toEqual({ ok: true });
  });

  it.each([`"${ID.slice(1)}"`, '"urn"', '7', 'null', `"{${ID}}"`])('has no UUID in id: %s', (id) => {
    expect(hasUuid(documentWith([`"${ID}"`, id])).ok).toBe(false);
  });

  it('has another id, even in another case', () => {
    expect(identifiedAs(documentWith(), ID.toUpperCase()).ok).toBe(false);
    expect(identifiedAs({}, ID).ok).toBe(false);
  });

  it('is for another device, or for none', () => {
    expect(isFor(documentWith(['edge-1', 'edge']), 'edge-1').ok).toBe(false);
    expect(isFor(documentWith(['"deviceId"', '"device"']), 'edge-1').ok).toBe(false);
    expect(isFor({ metadata: 'edge-1' }, 'edge-1').ok).toBe(false);
  });

  it('has a name and a namespace', () => {
    expect(hasNames(documentWith()).ok).toBe(true);
    expect(hasNames(documentWith(['"line"', '"line-7f3a"'])).ok).toBe(true);
    for (const lacking of ['""', 'null', '7']) expect(hasNames(documentWith(['"line"', lacking])).ok).toBe(false);
    expect(hasNames(documentWith(['"namespace"', '"space"'])).ok).toBe(false);
  });

  it('has another name or namespace', () => {
    expect(isNamed(documentWith(['"line"', '"Line"']), 'line', 'plant').ok).toBe(false);
    expect(isNamed(documentWith(['"plant"', '"default"']), 'line', 'plant').ok).toBe(false);
  });

  it('is of another application', () => {
    expect(isOfApplication(documentWith(['pump-app', 'pump-App']), 'pump-app').ok).toBe(false);
    expect(isOfApplication(documentWith(['"applicationId"', '"application"']), 'pump-app').ok).toBe(false);
    expect(isOfApplication(documentWith(['pump-app', 'Not An Id']), 'Not An Id').ok).toBe(false);
  });
});
