/**
 * How the generated tables describe a structure: one row per member, of its name in the API, its
 * name on the wire and its type: `string`, `number`, `boolean`, `timestamp`, `blob` or the name of
 * a structure. A fourth entry makes it a list: in outputs the name of each element, in inputs,
 * where elements have numbers, `#`.
 */
export type Member = readonly [name: string, wireName: string, element: string, item?: string]
export type Shapes = { readonly [shape: string]: readonly Member[] }
