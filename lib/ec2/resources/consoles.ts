/** Pictures of instances, and whether an account's serial consoles may be opened. */
import { checkIds, instanceIdKind } from '../identifiers.ts'
import { defineOperation } from '../operation.ts'

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetConsoleScreenshot.html */
export const getConsoleScreenshot = defineOperation({
  name: 'GetConsoleScreenshot',
  requires: ['InstanceId'],
  async run({ compute, accountId }, { InstanceId = '', WakeUp = false }) {
    checkIds(instanceIdKind, [InstanceId])
    const jpeg = await compute.consoles.screenshot(accountId, InstanceId, { wakeUp: WakeUp })
    // In the API's model this member is text, which holds base64.
    return { InstanceId, ImageData: Buffer.from(jpeg).toString('base64') }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetSerialConsoleAccessStatus.html */
export const getSerialConsoleAccessStatus = defineOperation({
  name: 'GetSerialConsoleAccessStatus',
  async run({ compute, accountId }) {
    return { SerialConsoleAccessEnabled: await compute.consoles.isSerialAllowed(accountId) }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableSerialConsoleAccess.html */
export const enableSerialConsoleAccess = defineOperation({
  name: 'EnableSerialConsoleAccess',
  async run({ compute, accountId }) {
    await compute.consoles.allowSerial(accountId, true)
    return { SerialConsoleAccessEnabled: true }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisableSerialConsoleAccess.html */
export const disableSerialConsoleAccess = defineOperation({
  name: 'DisableSerialConsoleAccess',
  async run({ compute, accountId }) {
    await compute.consoles.allowSerial(accountId, false)
    return { SerialConsoleAccessEnabled: false }
  },
})
