/**
 * The name of an interface's device in its network's namespace. A device's name has 15 characters at
 * most, an interface's id 21, so the end of the id stands for it; two interfaces of one network whose
 * ids end alike are refused when the network is applied.
 */
export function deviceNameOf(interfaceId: string): string {
  if (!/^eni-[0-9a-f]{8,17}$/.test(interfaceId)) {
    throw new RangeError(`not an interface id: ${JSON.stringify(interfaceId)}`)
  }
  return `tap${interfaceId.slice(4).slice(-12)}`
}
