import type { MetricStore } from '../compute/monitoring/metric-store.ts'
import { CloudWatchError } from './errors.ts'
import { decodeInput, type FieldsShape, type Input } from './shapes.ts'

/** Dates are times; a Map is a map of the model, where an object is a structure. */
export type Output =
  | string
  | number
  | boolean
  | Date
  | undefined
  | readonly Output[]
  | ReadonlyMap<string, Output>
  | { readonly [name: string]: Output }

export interface CloudWatchContext {
  readonly metrics: MetricStore
  readonly accountId: string
  readonly nowMs: number
}

export interface OperationFacts<Shape extends FieldsShape> {
  /** AWS's name, verbatim; the IAM action is `cloudwatch:` and this. */
  readonly name: string
  readonly input: Shape
  /** Without them the answer is MissingParameter. */
  readonly requires: readonly (keyof Shape['fields'] & string)[]
  run(
    context: CloudWatchContext,
    input: Input<Shape>,
  ): Promise<{ readonly [name: string]: Output } | undefined>
}

export interface CloudWatchOperation {
  readonly name: string
  readonly input: FieldsShape
  /** Takes the input as it came, decoded from its protocol and not yet checked. */
  handle(
    context: CloudWatchContext,
    input: unknown,
  ): Promise<{ readonly [name: string]: Output } | undefined>
}

export function defineOperation<const Shape extends FieldsShape>(
  facts: OperationFacts<Shape>,
): CloudWatchOperation {
  return {
    name: facts.name,
    input: facts.input,
    async handle(context, value) {
      const input = decodeInput(facts.input, value)
      const given = new Map<string, unknown>(Object.entries(input))
      for (const name of facts.requires) require(name, given.get(name))
      return await facts.run(context, input)
    },
  }
}

/** The value, which may not be missing. */
export function require<Value>(name: string, value: Value | undefined): Value {
  if (value !== undefined && value !== '') return value
  throw new CloudWatchError('MissingParameter', `The parameter ${name} is required.`)
}
