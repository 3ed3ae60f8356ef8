/**
 * What an EC2 operation is: one object with the facts of it. What every operation needs alike is
 * done here once: decoding by the generated table, required and refused parameters, DryRun.
 */
import type { Compute } from '../compute/compute.ts'
import { Ec2Error } from './errors.ts'
import { decodeInput } from './wire/decode.ts'
import type { ParameterNode } from './wire/form.ts'
import { type Actions, actions } from './wire/wire.generated.ts'

/** What an operation may use besides its input. */
export interface Ec2Context {
  readonly compute: Compute
  readonly accountId: string
  readonly region: string
  /** The Host header: where this service is reached. */
  readonly host: string
  readonly requestId: string
  readonly nowMs: number
}

export type ActionName = keyof Actions

type InputOf<Name extends ActionName> = Actions[Name]['input']

export interface OperationFacts<Name extends ActionName> {
  /** AWS's name, verbatim; the IAM action is `ec2:` and this. */
  readonly name: Name
  /** Without them the answer is MissingParameter. */
  readonly requires?: readonly (keyof InputOf<Name> & string)[]
  /** Asks for what is not there yet: refused, rather than ignored. */
  readonly refuses?: readonly (keyof InputOf<Name> & string)[]
  /** Adds what a request refers to, before it is looked at. */
  complete?(context: Ec2Context, input: InputOf<Name>): Promise<InputOf<Name>>
  run(context: Ec2Context, input: InputOf<Name>): Promise<Actions[Name]['output']>
}

/** An operation behind its wire: from parameters to plain output. */
export interface Ec2Operation {
  readonly name: ActionName
  readonly outputShape: string
  handle(context: Ec2Context, parameters: ParameterNode): Promise<object | undefined>
}

export function defineOperation<Name extends ActionName>(
  facts: OperationFacts<Name>,
): Ec2Operation {
  const { input: inputShape, output: outputShape } = actions[facts.name]
  return {
    name: facts.name,
    outputShape,
    async handle(context, parameters) {
      const decoded = decodeInput<InputOf<Name>>(inputShape, parameters)
      const input = (await facts.complete?.(context, decoded)) ?? decoded
      for (const name of facts.requires ?? []) {
        if (!isAsked(input[name])) {
          const message = `The request must contain the parameter ${name}`
          throw new Ec2Error('MissingParameter', message)
        }
      }
      for (const name of facts.refuses ?? []) {
        if (isAsked(input[name])) {
          const message = `The parameter ${name} is not supported by this service.`
          throw new Ec2Error('UnsupportedOperation', message)
        }
      }
      if ('DryRun' in input && input.DryRun === true) {
        const message = 'Request would have succeeded, but DryRun flag is set.'
        throw new Ec2Error('DryRunOperation', message)
      }
      return facts.run(context, input)
    },
  }
}

/** `false`, an empty text and structures of nothing else ask for nothing. */
function isAsked(value: unknown): boolean {
  if (value === undefined || value === false || value === '') return false
  if (typeof value !== 'object' || value === null || value instanceof Date) return true
  return Object.values(value).some(isAsked)
}
