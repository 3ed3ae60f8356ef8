/** <Tagging>: sets of tags as XML, of buckets and objects alike. */
import { type XmlElement, type XmlNode, xmlChild, xmlText } from '../http/xml.ts'
import { S3Error } from './errors.ts'
import { checkTags, type Tag, type Tags } from './object-tags.ts'
import type { S3Request } from './operation.ts'
import { requireDocument } from './request-document.ts'

/** The body of PutBucketTagging and PutObjectTagging; throws MalformedXML and InvalidTag. */
export async function readTagging(request: S3Request, countMax: number): Promise<Tags> {
  const tagging = await requireDocument(request, 'Tagging')
  const set = xmlChild(tagging, 'TagSet')
  if (set === undefined) throw new S3Error('MalformedXML')
  const tags = readTags(set)
  checkTags(tags, countMax)
  return tags
}

/** The <Tag> elements of a set, unchecked. */
export function readTags(set: XmlElement): Tag[] {
  return set.children.map(element => {
    const key = xmlText(element, 'Key')
    const value = xmlText(element, 'Value')
    if (element.name !== 'Tag' || key === undefined || value === undefined) {
      throw new S3Error('MalformedXML')
    }
    return { key, value }
  })
}

/** The content of <Tagging>, by key: a set has no order of its own, and clients compare. */
export function taggingNode(tags: Tags): XmlNode {
  const sorted = tags.toSorted((one, other) => (one.key < other.key ? -1 : 1))
  return { TagSet: { Tag: sorted.map(({ key, value }) => ({ Key: key, Value: value })) } }
}
