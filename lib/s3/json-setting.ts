/** Settings that are lists of objects: in a file as they are, in a flag or a variable as JSON. */
import { z } from 'zod'

export function jsonSetting<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(value => (typeof value === 'string' ? parseJson(value) : value), schema)
}

/** What is no JSON is refused by the schema, as it is no list. */
function parseJson(text: string): unknown {
  if (text === '') return []
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
