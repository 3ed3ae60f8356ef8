/** `AKID/20130524/us-east-1/s3/aws4_request`: whose key, on which day, where and for what. */
import { AuthError, type AuthErrorCode } from './contract.ts'

export interface Credential {
  readonly accessKeyId: string
  /** `20130524` */
  readonly day: string
  readonly region: string
  readonly service: string
}

/** Undefined when it is not five parts; the key id may hold slashes itself. */
export function parseCredential(text: string): Credential | undefined {
  const parts = text.split('/')
  if (parts.length < 5 || parts.length > 20) return undefined
  const [day = '', region = '', service = '', terminator] = parts.slice(-4)
  const accessKeyId = parts.slice(0, -4).join('/')
  if (accessKeyId === '' || terminator !== 'aws4_request') return undefined
  // Names of regions and services are plain; anything else would only be noise in our cache.
  if (!isPlain(day) || !isPlain(region) || !isPlain(service)) return undefined
  return { accessKeyId, day, region, service }
}

function isPlain(text: string): boolean {
  if (text === '' || text.length > 64) return false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const letter = code | 0x20
    const isDigit = code >= 0x30 && code <= 0x39
    if (!isDigit && code !== 0x2d && !(letter >= 0x61 && letter <= 0x7a)) return false
  }
  return true
}

export function scopeOf({ day, region, service }: Credential): string {
  return `${day}/${region}/${service}/aws4_request`
}

/** IAM and STS have one endpoint for the world, whose clients sign for us-east-1. */
const worldwideServices: readonly string[] = ['iam', 'sts']

/** Refuses a scope that is not of this day, region and service, in AWS's words. */
export function checkScope(
  credential: Credential,
  expected: {
    readonly timestamp: string
    readonly region: string
    readonly service?: string | undefined
    readonly code: AuthErrorCode
    /** What AWS's message begins with. */
    readonly subject: string
  },
): void {
  const { day, region, service } = credential
  const { code, subject } = expected
  const isWorldwide = region === 'us-east-1' && worldwideServices.includes(service)
  if (region !== expected.region && !isWorldwide) {
    throw new AuthError(
      code,
      `${subject}; the region '${region}' is wrong; expecting '${expected.region}'`,
      { Region: expected.region },
    )
  }
  if (expected.service !== undefined && service !== expected.service) {
    throw new AuthError(
      code,
      `${subject}; incorrect service "${service}". This endpoint belongs to "${expected.service}".`,
    )
  }
  if (day !== expected.timestamp.slice(0, 8)) {
    throw new AuthError(
      code,
      `${subject}; Invalid credential date "${day}". This date is not the same as X-Amz-Date: ` +
        `"${expected.timestamp.slice(0, 8)}".`,
    )
  }
}
