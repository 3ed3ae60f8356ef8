/** What an operator asked of hosts and does not get; the message is for that person. */
export class HostError extends Error {
  override readonly name = 'HostError'
  readonly code: 'host-missing' | 'host-refused'

  constructor(code: HostError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
