/** The consoles of a machine that runs, through a server of two threads, as a web console uses them. */
import { readFile } from 'node:fs/promises'
import {
  DescribeInstancesCommand,
  EC2Client,
  EnableSerialConsoleAccessCommand,
  GetConsoleScreenshotCommand,
  RegisterImageCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import test from 'ava'
import { decode } from 'jpeg-js'
import { askTicket, type ConsoleClient, openConsole } from '../support/console-client.ts'
import { type MalleeProcess, startMallee } from '../support/mallee-process.ts'
import { testImage, until } from '../support/qemu-rig.ts'

const region = 'us-east-1'

async function runTiny({ endpoint, credentials }: MalleeProcess, ec2: EC2Client): Promise<string> {
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'images' }))
  const Body = await readFile(await testImage('tiny'))
  await s3.send(new PutObjectCommand({ Bucket: 'images', Key: 'tiny.raw', Body }))
  s3.destroy()
  const registration = { Name: 'tiny', ImageLocation: 'images/tiny.raw' }
  const { ImageId } = await ec2.send(new RegisterImageCommand(registration))
  const input = { ImageId, MinCount: 1, MaxCount: 1, InstanceType: 't2.nano' } as const
  const { Instances } = await ec2.send(new RunInstancesCommand(input))
  return Instances?.[0]?.InstanceId ?? ''
}

/** The client's side of RFC 6143 sections 7.1 to 7.3, without a password. */
async function shakeHands({ socket, take }: ConsoleClient) {
  const version = (await take(12)).toString()
  socket.send(version)
  const [typeCount = 0] = await take(1)
  const types = [...(await take(typeCount))]
  socket.send(Buffer.of(1))
  const result = (await take(4)).readUInt32BE(0)
  socket.send(Buffer.of(1))
  const size = await take(24)
  const name = (await take(size.readUInt32BE(20))).toString()
  return { version, types, result, name, width: size.readUInt16BE(0), height: size.readUInt16BE(2) }
}

test('a machine is typed to, watched and pictured over WebSockets', async t => {
  t.timeout(240_000)
  await using mallee = await startMallee({ threads: 2, compute: 'on' })
  const { endpoint, credentials } = mallee
  const ec2 = new EC2Client({ endpoint, region, credentials })
  t.teardown(() => ec2.destroy())
  const machineId = await runTiny(mallee, ec2)
  try {
    await ec2.send(new EnableSerialConsoleAccessCommand({}))
    const open = async (kind: string) => {
      let path: string | undefined
      await until(`a ticket to the ${kind}`, async () => {
        ;({ path } = await askTicket(endpoint, credentials, { machineId, kind }))
        return path !== undefined
      })
      return await openConsole(endpoint, path ?? '')
    }
    // As many as there are threads and more, so that each has some.
    const viewers = [await open('serial'), await open('serial'), await open('serial')]
    await until('the guest is ready', () => /tiny: ready/.test(viewers[0]?.text() ?? ''), 90_000)
    viewers[1]?.socket.send('echo typed $((6 * 7))\n')
    await until('all see it', () => viewers.every(viewer => viewer.text().includes('typed 42')))
    for (const viewer of viewers) viewer[Symbol.dispose]()

    using screen = await open('screen')
    const facts = await shakeHands(screen)
    t.is(facts.version, 'RFB 003.008\n')
    t.true(facts.types.includes(1))
    t.is(facts.result, 0)
    t.is(facts.name, `QEMU (${machineId})`)
    const { width, height } = facts
    const request = Buffer.of(3, 0, 0, 0, 0, 0, width >> 8, width & 255, height >> 8, height & 255)
    screen.socket.send(request)
    const update = await screen.take(16)
    t.is(update[0], 0)
    t.true(update.readUInt16BE(2) >= 1)

    const answer = await ec2.send(new GetConsoleScreenshotCommand({ InstanceId: machineId }))
    const picture = decode(Buffer.from(answer.ImageData ?? '', 'base64'))
    t.deepEqual([picture.width, picture.height], [width, height])
    t.true(picture.data.some((value, index) => index % 4 !== 3 && value > 64))
  } finally {
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [machineId] }))
    const InstanceIds = [machineId]
    await until('the machine is gone', async () => {
      const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }))
      return Reservations?.[0]?.Instances?.[0]?.State?.Name === 'terminated'
    })
  }
})
