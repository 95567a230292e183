/** JSON.parse source text access (ECMAScript 2026): in Node since 22, not yet in the type library. */
interface JSON {
  parse<Value>(
    text: string,
    reviver: (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): Value;
  rawJSON(text: string): { readonly rawJSON: string };
}
