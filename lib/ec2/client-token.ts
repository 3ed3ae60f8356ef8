import { Ec2Error } from './errors.ts'

/** Up to 64 ASCII characters; empty: the request is one of its own. */
export function clientTokenOf(text = ''): string {
  if (/^[\x20-\x7e]{0,64}$/.test(text)) return text
  throw new Ec2Error('InvalidParameterValue', 'ClientToken is longer than 64 ASCII characters')
}
