import type { GuestIdentity } from '../../ephemeral-machine.ts'
import { smbiosUuidOf } from '../../machine-blueprint.ts'
import { privateHostname } from '../../networks/host-names.ts'
import { macAddressOf } from '../../networks/interfaces.ts'

/** Each machine is alone in its network, so all may have the same. */
const privateIpAddress = '172.31.0.10'

/** What the guests of one hook believe to be; `seed` is its hash. */
export function guestIdentity(seed: string): GuestIdentity {
  const digits = seed.slice(0, 17)
  return {
    machineId: `i-${digits}`,
    smbiosUuid: smbiosUuidOf(seed),
    hostname: privateHostname(privateIpAddress),
    macAddress: macAddressOf(`eni-${digits}`),
    privateIpAddress,
  }
}
