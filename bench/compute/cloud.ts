/** Mallee's side of the benchmark, through nothing but its public interfaces. */
import { open } from 'node:fs/promises'
import {
  DescribeInstancesCommand,
  EC2Client,
  GetConsoleOutputCommand,
  RegisterImageCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import type { MalleeProcess } from '../../test/support/mallee-process.ts'
import { waitFor } from './guest.ts'

const region = 'us-east-1'
const mebibyte = 1024 * 1024
const partBytes = 64 * mebibyte
const bucket = 'images'

export class Cloud implements Disposable {
  readonly #endpoint: string
  readonly #ec2: EC2Client
  readonly #s3: S3Client

  constructor({ endpoint, credentials }: MalleeProcess) {
    this.#endpoint = endpoint
    this.#ec2 = new EC2Client({ endpoint, region, credentials })
    this.#s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  }

  [Symbol.dispose](): void {
    this.#ec2.destroy()
    this.#s3.destroy()
  }

  async createBucket(): Promise<void> {
    await this.#s3.send(new CreateBucketCommand({ Bucket: bucket }))
  }

  /** The file, and zeros behind it up to the size; registered as an image. */
  async upload(name: string, path: string, sizeBytes: number): Promise<string> {
    const object = { Bucket: bucket, Key: `${name}.raw` }
    const { UploadId } = await this.#s3.send(new CreateMultipartUploadCommand(object))
    const file = await open(path, 'r')
    const Parts: { PartNumber: number; ETag: string | undefined }[] = []
    try {
      for (let offset = 0; offset < sizeBytes; offset += partBytes) {
        const Body = Buffer.alloc(Math.min(partBytes, sizeBytes - offset))
        await file.read(Body, 0, Body.length, offset)
        const part = { ...object, UploadId, PartNumber: Parts.length + 1, Body }
        const { ETag } = await this.#s3.send(new UploadPartCommand(part))
        Parts.push({ PartNumber: part.PartNumber, ETag })
      }
    } finally {
      await file.close()
    }
    const whole = { ...object, UploadId, MultipartUpload: { Parts } }
    await this.#s3.send(new CompleteMultipartUploadCommand(whole))
    const registration = { Name: name, ImageLocation: `${bucket}/${object.Key}` }
    const { ImageId } = await this.#ec2.send(new RegisterImageCommand(registration))
    return ImageId ?? ''
  }

  async launch(imageId: string, userData: string, count = 1): Promise<readonly string[]> {
    const command = new RunInstancesCommand({
      ImageId: imageId,
      ...{ MinCount: count, MaxCount: count, InstanceType: 't2.nano' },
      UserData: Buffer.from(userData).toString('base64'),
    })
    const { Instances = [] } = await this.#ec2.send(command)
    return Instances.map(({ InstanceId = '' }) => InstanceId)
  }

  async shown(machineId: string): Promise<string> {
    const command = new GetConsoleOutputCommand({ InstanceId: machineId, Latest: true })
    const { Output = '' } = await this.#ec2.send(command)
    return Buffer.from(Output, 'base64').toString('latin1')
  }

  /** Ends them, and waits until they have ended. */
  async terminate(machineIds: readonly string[]): Promise<void> {
    const InstanceIds = [...machineIds]
    await this.#ec2.send(new TerminateInstancesCommand({ InstanceIds }))
    await waitFor(
      'the end of machines',
      async () => {
        const found = await this.#ec2.send(new DescribeInstancesCommand({ InstanceIds }))
        const states = (found.Reservations ?? []).flatMap(({ Instances = [] }) =>
          Instances.map(({ State }) => State?.Name),
        )
        return states.every(state => state === 'terminated') ? true : undefined
      },
      { pauseMs: 200 },
    )
  }

  /** What the machine has read of its image from storage, as the metrics tell at their next look. */
  async storageReadBytes(machineId: string): Promise<number> {
    return await waitFor(
      'the metrics of a machine',
      async () => {
        const text = await (await fetch(`${this.#endpoint}/_/metrics`)).text()
        const line = new RegExp(
          `^mallee_machine_storage_read_bytes_total\\{machine="${machineId}".*\\} (\\S+)$`,
          'm',
        )
        const value = line.exec(text)?.[1]
        return value === undefined ? undefined : Number(value)
      },
      { pauseMs: 500 },
    )
  }
}
