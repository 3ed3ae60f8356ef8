/**
 * From a request's parameters to an operation's plain input, by the generated table. Lists are
 * flattened on this wire (`InstanceId.1`), their numbers may have gaps and come in any order.
 */
import { Ec2Error } from '../errors.ts'
import type { ParameterNode } from './form.ts'
import type { Member, Shapes } from './shapes.ts'
import { inputShapes } from './wire.generated.ts'

const LIST_LENGTH_MAX = 1_000

type Plain = { [name: string]: unknown }

/** `shape` is one of the generated table's; whoever calls names the type that belongs to it. */
export function decodeInput<Input>(shape: string, parameters: ParameterNode): Input {
  // The table and the types are written by the same generator from the same schema.
  return decodeStructure(inputShapes, shape, parameters, '') as Input
}

function decodeStructure(shapes: Shapes, shape: string, node: ParameterNode, path: string): Plain {
  if (node.value !== undefined && node.value !== '') throw unknownParameter(path)
  const members = membersOf(shapes, shape)
  const plain: Plain = {}
  for (const [key, child] of node.children) {
    const here = path === '' ? key : `${path}.${key}`
    const member = members.get(key)
    if (!member) throw unknownParameter(here)
    const [name] = member
    if (name in plain) {
      throw new Ec2Error('InvalidParameterCombination', `The parameter ${here} is given twice`)
    }
    plain[name] = decodeMember(shapes, member, child, here)
  }
  return plain
}

/**
 * By wire name, and where that leaves them free also by the API's name and by the singular and
 * plural of a list: tools disagree (`SecurityGroupIds.1`, `Filters.1`).
 */
function membersOf(shapes: Shapes, shape: string): ReadonlyMap<string, Member> {
  const members = shapes[shape]
  if (!members) throw new Error(`no input shape ${shape}`)
  const names = new Map(members.map(member => [member[1], member] as const))
  for (const member of members) {
    const [name, wireName, , item] = member
    const others = [name]
    if (item) others.push(`${wireName}s`, wireName.replace(/s$/, ''))
    for (const other of others) if (!names.has(other)) names.set(other, member)
  }
  return names
}

function decodeMember(shapes: Shapes, member: Member, node: ParameterNode, path: string): unknown {
  const [, , element, item] = member
  return item ? decodeList(shapes, element, node, path) : decodeElement(shapes, element, node, path)
}

function decodeList(shapes: Shapes, element: string, node: ParameterNode, path: string): unknown[] {
  // `Name=` is how some clients write an empty list.
  if (node.value !== undefined && node.value !== '') throw unknownParameter(path)
  if (node.children.size > LIST_LENGTH_MAX) {
    throw new Ec2Error('InvalidParameterValue', `More than ${LIST_LENGTH_MAX} values of ${path}`)
  }
  const entries = [...node.children].map(([key, child]) => {
    if (!/^\d{1,9}$/.test(key)) throw unknownParameter(`${path}.${key}`)
    return { position: Number(key), child }
  })
  entries.sort((one, other) => one.position - other.position)
  return entries.map(({ position, child }) =>
    decodeElement(shapes, element, child, `${path}.${position}`),
  )
}

function decodeElement(
  shapes: Shapes,
  element: string,
  node: ParameterNode,
  path: string,
): unknown {
  if (element in shapes) return decodeStructure(shapes, element, node, path)
  if (node.children.size > 0 || node.value === undefined) throw unknownParameter(path)
  return decodeScalar(element, node.value, path)
}

function decodeScalar(type: string, text: string, path: string): unknown {
  switch (type) {
    case 'string':
      return text
    case 'number':
      if (/^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text)
      break
    case 'boolean':
      if (/^true$/i.test(text)) return true
      if (/^false$/i.test(text)) return false
      break
    case 'timestamp':
      if (!Number.isNaN(Date.parse(text))) return new Date(text)
      break
    case 'blob':
      if (/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) return Buffer.from(text, 'base64')
      break
  }
  const shown = text.slice(0, 128)
  throw new Ec2Error('InvalidParameterValue', `Value (${shown}) for parameter ${path} is invalid`)
}

function unknownParameter(path: string): Ec2Error {
  return new Ec2Error('UnknownParameter', `The parameter ${path} is not recognized`)
}
