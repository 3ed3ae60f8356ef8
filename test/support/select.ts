/** Queries through the stock SDK, and what their answers hold. */
import {
  PutObjectCommand,
  SelectObjectContentCommand,
  type SelectObjectContentCommandInput,
  type SelectObjectContentEventStream,
  type Stats,
} from '@aws-sdk/client-s3'
import type { S3Server } from './s3-server.ts'

type Input = Partial<SelectObjectContentCommandInput>

export interface Selected {
  readonly text: string
  readonly stats: Stats | undefined
  readonly names: readonly string[]
}

/** Stores `body` and asks for `Expression`; CSV without a header to CSV unless told otherwise. */
export async function select(
  s3: S3Server,
  body: string | Uint8Array,
  Expression: string,
  changes: Input = {},
): Promise<Selected> {
  const client = s3.client()
  const at = { Bucket: 'photos', Key: 'key' }
  await client.send(new PutObjectCommand({ ...at, Body: body }))
  const { Payload } = await client.send(
    new SelectObjectContentCommand({
      ...at,
      Expression,
      ExpressionType: 'SQL',
      InputSerialization: { CSV: {} },
      OutputSerialization: { CSV: {} },
      ...changes,
    }),
  )
  if (!Payload) throw new Error('no events')
  return collect(Payload)
}

async function collect(events: AsyncIterable<SelectObjectContentEventStream>): Promise<Selected> {
  const names: string[] = []
  const records: Uint8Array[] = []
  let stats: Stats | undefined
  for await (const event of events) {
    names.push(...Object.keys(event))
    if (event.Records?.Payload) records.push(event.Records.Payload)
    stats = event.Stats?.Details ?? stats
  }
  return { text: Buffer.concat(records).toString(), stats, names }
}
