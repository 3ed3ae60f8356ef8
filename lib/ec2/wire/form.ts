/**
 * The parameters of a Query request as a tree: `Filter.10.Value.1=x` is the value x at the path
 * Filter, 10, Value, 1. Values stay text here.
 */
import { Ec2Error } from '../errors.ts'

export interface ParameterNode {
  readonly value: string | undefined
  readonly children: ReadonlyMap<string, ParameterNode>
}

interface MutableNode {
  value: string | undefined
  readonly children: Map<string, MutableNode>
}

const PARAMETERS_MAX = 4_000
const DEPTH_MAX = 10
const NAME_LENGTH_MAX = 256

/** `application/x-www-form-urlencoded` text, bounded in count; the caller bounds the length. */
export function parseForm(text: string): [name: string, value: string][] {
  const pairs: [string, string][] = []
  if (text === '') return pairs
  for (const part of text.split('&', PARAMETERS_MAX + 1)) {
    if (part === '') continue
    if (pairs.length === PARAMETERS_MAX) {
      throw new Ec2Error('MalformedQueryString', `More than ${PARAMETERS_MAX} parameters`)
    }
    const equals = part.indexOf('=')
    const name = equals < 0 ? part : part.slice(0, equals)
    pairs.push([decode(name), equals < 0 ? '' : decode(part.slice(equals + 1))])
  }
  return pairs
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (cause) {
    const message = 'The query string contains a malformed percent-encoding'
    throw new Ec2Error('MalformedQueryString', message, { cause })
  }
}

export function parameterTree(pairs: Iterable<readonly [string, string]>): ParameterNode {
  const root = emptyNode()
  for (const [name, value] of pairs) {
    const path = name.length <= NAME_LENGTH_MAX ? name.split('.') : []
    if (path.length === 0 || path.length > DEPTH_MAX || path.includes('')) {
      const shown = name.slice(0, NAME_LENGTH_MAX)
      throw new Ec2Error('UnknownParameter', `The parameter ${shown} is not recognized`)
    }
    let node = root
    for (const step of path) {
      let next = node.children.get(step)
      if (!next) {
        next = emptyNode()
        node.children.set(step, next)
      }
      node = next
    }
    if (node.value !== undefined && node.value !== value) {
      throw new Ec2Error('InvalidParameterValue', `The parameter ${name} is given twice`)
    }
    node.value = value
  }
  return root
}

function emptyNode(): MutableNode {
  return { value: undefined, children: new Map() }
}
