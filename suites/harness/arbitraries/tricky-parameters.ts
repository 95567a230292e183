import type { Parameter } from '../../../simulator/protocol/documents.ts';
import type { JsonValue } from '../../../simulator/protocol/json.ts';

/** Values that a careless writer or reader of YAML turns into others, by the name of a parameter. */
const VALUES: Readonly<Record<string, JsonValue>> = {
  textOne: '1.0',
  textInteger: '42',
  textHex: '0x1F',
  textOctal: '0o17',
  textLeadingZero: '007',
  textExponent: '1e3',
  textYes: 'yes',
  textNo: 'NO',
  textTrue: 'true',
  textNull: 'null',
  textTilde: '~',
  textEmpty: '',
  textPadded: '  padded  ',
  textList: '- item',
  textMapping: 'a: b',
  textComment: 'a #no comment',
  textDate: '2026-01-01',
  textSexagesimal: '12:30:45',
  textQuotes: `it's "quoted"`,
  textBackslash: 'C:\\temp\\new',
  textTemplate: '{{ .Values.x }} $HOME %{y}',
  textAnchor: '&anchor *alias !tag',
  textLines: 'first\nsecond\n\n  indented\n',
  textLong: 'word '.repeat(60).trim(),
  textUnicode: 'Größe 大きさ 🚜',
  numberInteger: 42,
  numberNegative: -7,
  numberZero: 0,
  numberFraction: 1.5,
  numberSmall: 0.000125,
  numberLarge: 9_007_199_254_740_991,
  yes: true,
  no: false,
};

/** One parameter for each, aimed at two places of a component. */
export const trickyParameters = (component: string, helm: boolean): Readonly<Record<string, Parameter>> =>
  Object.fromEntries(
    Object.entries(VALUES).map(([name, value]) => [
      name,
      {
        value,
        targets: [
          helm ? `tricky.${name}` : name.toUpperCase(),
          helm ? `copy.${name}` : `${name.toUpperCase()}_COPY`,
        ].map((pointer) => ({ pointer, components: [component] })),
      },
    ]),
  );
