/** <Filter>: which objects a configuration is about, by prefix and tags. */
import { optional, repeated, required, structure, text } from '../document-shape.ts'
import { S3Error } from '../errors.ts'

const tagShape = structure({ Key: required(text), Value: required(text) })

export const objectFilterShape = structure({
  Prefix: optional(text),
  Tag: optional(tagShape),
  And: optional(structure({ Prefix: optional(text), Tag: repeated(tagShape) })),
})

/** Metrics know access points as well. */
export const metricsFilterShape = structure({
  Prefix: optional(text),
  Tag: optional(tagShape),
  AccessPointArn: optional(text),
  And: optional(
    structure({
      Prefix: optional(text),
      Tag: repeated(tagShape),
      AccessPointArn: optional(text),
    }),
  ),
})

/** One condition, or two and more in an <And>; throws MalformedXML. */
export function checkFilter(filter: ReturnType<typeof metricsFilterShape> | undefined): void {
  if (filter === undefined) return
  const { And: and, ...single } = filter
  const count = Object.keys(single).length + (and === undefined ? 0 : 1)
  if (count > 1) throw new S3Error('MalformedXML')
  if (and === undefined) return
  const { Tag: tags = [], ...others } = and
  const keys = new Set(tags.map(tag => tag.Key))
  if (tags.length + Object.keys(others).length < 2 || keys.size < tags.length) {
    throw new S3Error('MalformedXML')
  }
}
