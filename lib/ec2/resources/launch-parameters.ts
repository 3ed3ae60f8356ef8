/** Parameters that mean the same in a launch, in a launch template and in a later change. */
import type { MetadataOptions } from '../../compute/records.ts'
import { Ec2Error } from '../errors.ts'
import type { InstanceMetadataOptionsRequestInput } from '../wire/wire.generated.ts'

const USER_DATA_BYTES_MAX = 16 * 1024
const HOP_LIMIT_MAX = 64

/** Normalised base64 of what was sent; RunInstances carries it as text that is base64 already. */
export function userDataOf(text = ''): string {
  const compact = text.replaceAll(/\s/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 === 1) {
    throw new Ec2Error('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.')
  }
  return checkUserData(Buffer.from(compact, 'base64'))
}

/** Base64 of bytes that are not too many. */
export function checkUserData(bytes: Buffer): string {
  if (bytes.length > USER_DATA_BYTES_MAX) {
    const message = `User data is limited to ${USER_DATA_BYTES_MAX} bytes`
    throw new Ec2Error('InvalidParameterValue', message)
  }
  return bytes.toString('base64')
}

export function shutdownBehaviorOf(text: string | undefined): 'stop' | 'terminate' {
  if (text === undefined || text === '' || text === 'stop') return 'stop'
  if (text === 'terminate') return text
  const message = `Value (${text.slice(0, 64)}) for InstanceInitiatedShutdownBehavior is invalid`
  throw new Ec2Error('InvalidParameterValue', message)
}

/** What a machine has that asks for nothing else. */
const metadataDefaults: MetadataOptions = {
  isEnabled: true,
  isTokenRequired: false,
  showsTags: false,
  hopLimit: 1,
}

export function metadataOptionsOf(options: InstanceMetadataOptionsRequestInput): MetadataOptions {
  return { ...metadataDefaults, ...metadataChangeOf(options) }
}

/** Only what is asked for. */
export function metadataChangeOf(
  options: InstanceMetadataOptionsRequestInput,
): Partial<MetadataOptions> {
  const { HttpPutResponseHopLimit: hopLimit } = options
  const isWhole = hopLimit === undefined || Number.isInteger(hopLimit)
  if (!isWhole || (hopLimit !== undefined && (hopLimit < 1 || hopLimit > HOP_LIMIT_MAX))) {
    const message = `HttpPutResponseHopLimit must be a number from 1 to ${HOP_LIMIT_MAX}`
    throw new Ec2Error('InvalidParameterValue', message)
  }
  choose(options, 'HttpProtocolIpv6', { no: 'disabled' })
  const isEnabled = choose(options, 'HttpEndpoint', { no: 'disabled', yes: 'enabled' })
  const isTokenRequired = choose(options, 'HttpTokens', { no: 'optional', yes: 'required' })
  const showsTags = choose(options, 'InstanceMetadataTags', { no: 'disabled', yes: 'enabled' })
  return {
    ...(isEnabled !== undefined && { isEnabled }),
    ...(isTokenRequired !== undefined && { isTokenRequired }),
    ...(showsTags !== undefined && { showsTags }),
    ...(hopLimit !== undefined && { hopLimit }),
  }
}

/** `undefined` where nothing is said. */
function choose(
  options: InstanceMetadataOptionsRequestInput,
  name: keyof InstanceMetadataOptionsRequestInput,
  words: { readonly no: string; readonly yes?: string },
): boolean | undefined {
  const value = options[name]
  if (value === undefined || value === '') return undefined
  if (value === words.no) return false
  if (value === words.yes) return true
  const shown = String(value).slice(0, 64)
  throw new Ec2Error('InvalidParameterValue', `Value (${shown}) for ${name} is invalid`)
}
