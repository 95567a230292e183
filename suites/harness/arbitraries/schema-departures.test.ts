import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, parseJson, parseJsonBytes, stringifyJson, toJson } from '../../../simulator/protocol/json.ts';
import { rc3 } from '../../../simulator/protocol/rc3/revision.ts';
import { schemaErrors } from '../../../simulator/protocol/rc3/schemas.ts';
import { fullReport } from '../../capabilities/full-report.ts';
import { hostCapabilities } from './capabilities.ts';
import { unknownExtensions } from './extensions.ts';
import { spellingOf } from './json-spelling.ts';
import { essentialLabels, tellingLabels } from './labels.ts';
import { machineOfAnySize } from './machines.ts';
import { malformedBody } from './malformed-json.ts';
import { schemaDepartures, tolerableDepartures } from './schema-departures.ts';

const errorsOf = (document: object): readonly unknown[] => schemaErrors('device-capabilities', toJson(document));

describe('schemaDepartures', () => {
  it('break the schema, each of them', () => {
    const valid = schemaDepartures(fullReport('a', rc3.traits)).filter(
      ({ document }) => schemaErrors('device-capabilities', document).length === 0,
    );
    expect(valid).toEqual([]);
  });

  it('spoil each member that has a rule', () => {
    const places = new Set(schemaDepartures(fullReport('a', rc3.traits)).map(({ place }) => place));
    for (const member of Object.keys(fullReport('a', rc3.traits).properties))
      expect(places).toContain(`/properties/${member}`);
    expect(places).toContain('/labels/waspect.example/zone');
  });
});

describe('tolerableDepartures', () => {
  it('are objects with properties, so that nothing else is wrong with them', () => {
    const others = tolerableDepartures(fullReport('a', rc3.traits)).filter(
      ({ document }) => !isJsonObject(document) || !isJsonObject(document['properties']),
    );
    expect(others).toEqual([]);
  });
});

describe('what is sent as valid', () => {
  it('keeps to the schema', () => {
    const reports = fc.oneof(
      hostCapabilities('a'),
      machineOfAnySize('a', rc3.traits),
      tellingLabels.map((labels) => ({ ...fullReport('a', rc3.traits), labels })),
      essentialLabels.map((labels) => ({ ...fullReport('a', rc3.traits), labels })),
      unknownExtensions.map((extensions) => ({ ...fullReport('a', rc3.traits), ...extensions })),
    );
    fc.assert(
      fc.property(reports, (report) => {
        expect(errorsOf(report)).toEqual([]);
      }),
    );
  });

  it('means the same in every spelling', () => {
    const spelt = hostCapabilities('a').chain((report) => fc.tuple(fc.constant(report), spellingOf(toJson(report))));
    fc.assert(
      fc.property(spelt, ([report, text]) => {
        expect(parseJson(text)).toEqual(toJson(report));
      }),
    );
  });
});

describe('malformedBody', () => {
  it('is nothing that a strict reader takes', () => {
    fc.assert(
      fc.property(malformedBody(stringifyJson(fullReport('a', rc3.traits))), ({ body }) => {
        expect(() => parseJsonBytes(body)).toThrow();
      }),
    );
  });
});
