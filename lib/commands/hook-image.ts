/**
 * `mallee hooks image build`: builds an image for hooks here, and puts it into a bucket and registers
 * it where a bucket is named.
 */
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { type ClientRequest, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import aws4 from 'aws4'
import { buildHookImage } from '../compute/hooks/images/build-hook-image.ts'
import { imageRecipes, recipeOf } from '../compute/hooks/images/recipes.ts'
import { runTool } from '../compute/hooks/images/tools.ts'
import type { Environment } from './admin-client.ts'
import { readArguments } from './arguments.ts'
import { UsageError } from './usage.ts'

const USAGE = `usage: mallee hooks image build NAME [--packages P,P…] [--bucket B] [--key K]
  [--free MIB] [--cache DIR] [--endpoint URL]
NAME: ${imageRecipes.map(({ name }) => name).join(', ')}, or any other with --packages`

const imageName = /^[a-z0-9][a-z0-9.-]{0,62}$/
const answerCharactersMax = 64 * 1024
const uploadMsMax = 30 * 60_000
/** After which a body is sent unasked: https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1 */
const continueMsMax = 5_000

export async function runHookImage(
  argv: readonly string[],
  environment: Environment,
): Promise<void> {
  const { values, positionals } = readArguments({
    args: [...argv],
    allowPositionals: true,
    options: {
      packages: { type: 'string' },
      bucket: { type: 'string' },
      key: { type: 'string' },
      free: { type: 'string' },
      cache: { type: 'string' },
      endpoint: { type: 'string' },
    },
  })
  const [verb, name = '', ...surplus] = positionals
  const packages = values.packages?.split(',').filter(each => each !== '') ?? []
  const isKnown = imageRecipes.some(recipe => recipe.name === name) || packages.length > 0
  const free = values.free ?? '256'
  const isWhole = verb === 'build' && surplus.length === 0 && /^\d{1,6}$/.test(free)
  if (!isWhole || !isKnown || !imageName.test(name)) throw new UsageError(USAGE)

  const image = await buildHookImage({
    recipe: recipeNamed(name, packages),
    cacheFolder: resolve(values.cache ?? join(cacheHome(environment), 'mallee', 'hook-images')),
    freeMebibytes: Number(free),
    run: runTool,
  })
  if (values.bucket === undefined) return print(image.path)
  const store = storeOf(values.endpoint, environment)
  const key = values.key ?? `hook-images/${name}-${image.digest}.qcow2`
  await upload(store, `/${values.bucket}/${encodeURI(key)}`, image.path)
  print(await register(store, `hook-${name}-${image.digest}`, `${values.bucket}/${key}`))
}

function recipeNamed(name: string, packages: readonly string[]) {
  try {
    return recipeOf(name, packages)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message)
    throw error
  }
}

function cacheHome(environment: Environment): string {
  return environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), '.cache')
}

interface Store {
  readonly url: URL
  readonly region: string
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
}

function storeOf(endpoint: string | undefined, environment: Environment): Store {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment
  if (!accessKeyId || !secretAccessKey) {
    throw new UsageError('set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
  }
  const sessionToken = environment.AWS_SESSION_TOKEN
  return {
    url: new URL(endpoint ?? environment.AWS_ENDPOINT_URL ?? 'http://127.0.0.1:9000'),
    region: environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1',
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
  }
}

/** The same image is there already where the answer says so. */
async function upload(store: Store, path: string, file: string): Promise<void> {
  const { size } = await stat(file)
  const answer = await send(store, {
    service: 's3',
    method: 'PUT',
    path,
    headers: {
      'content-length': String(size),
      expect: '100-continue',
      'if-none-match': '*',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    },
    file,
  })
  if (answer.status === 200 || answer.status === 412) return
  throw new Error(`the image was not stored: ${answer.status} ${answer.text}`)
}

/** The id of the image of this name, which is made if there is none. */
async function register(store: Store, name: string, location: string): Promise<string> {
  const ask = async (parameters: Readonly<Record<string, string>>) => {
    const form = new URLSearchParams({ ...parameters, Version: '2016-11-15' }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return await send(store, { service: 'ec2', method: 'POST', path: '/', headers, form })
  }
  const idIn = (text: string) => /<imageId>(ami-[0-9a-f]+)<\/imageId>/.exec(text)?.[1]
  const made = await ask({ Action: 'RegisterImage', Name: name, ImageLocation: location })
  const isThere = made.text.includes('InvalidAMIName.Duplicate')
  const found = isThere
    ? await ask({
        ...{ Action: 'DescribeImages', 'Owner.1': 'self' },
        ...{ 'Filter.1.Name': 'name', 'Filter.1.Value.1': name },
      })
    : made
  const id = idIn(found.text)
  if (id === undefined) throw new Error(`the image was not registered: ${found.text}`)
  return id
}

interface StoreRequest {
  readonly service: 's3' | 'ec2'
  readonly method: 'PUT' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** One of them is the body. */
  readonly form?: string
  readonly file?: string
}

async function send(
  { url, region, credentials }: Store,
  { service, method, path, headers, form, file }: StoreRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  const plain = { host: url.host, method, path, service, region, headers: { ...headers } }
  const signed = aws4.sign({ ...plain, ...(form !== undefined && { body: form }) }, credentials)
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest
  const {
    promise: answered,
    resolve: answer,
    reject,
  } = Promise.withResolvers<{
    status: number
    text: string
  }>()
  const outgoing = start(new URL(path, url), {
    method,
    // aws4 gives the headers as plain strings and numbers.
    headers: signed.headers as Record<string, string>,
    signal: AbortSignal.timeout(uploadMsMax),
  })
  outgoing.on('error', reject)
  outgoing.on('response', incoming => {
    let text = ''
    incoming.setEncoding('utf8')
    incoming.on('data', (chunk: string) => {
      text = (text + chunk).slice(0, answerCharactersMax)
    })
    incoming.on('error', reject)
    incoming.on('end', () => answer({ status: incoming.statusCode ?? 0, text }))
  })
  if (file === undefined) outgoing.end(form)
  else sendWhenAsked(outgoing, file).catch(reject)
  return await answered
}

/** A refusal comes before the body is sent, and not in the middle of it. */
async function sendWhenAsked(outgoing: ClientRequest, file: string): Promise<void> {
  outgoing.flushHeaders()
  // Whoever does not know the expectation never says so.
  const patience = AbortSignal.timeout(continueMsMax)
  const asked = Promise.race([
    once(outgoing, 'continue', { signal: patience }).then(() => true),
    once(outgoing, 'response', { signal: patience }).then(() => false),
  ])
  const isAsked = await asked.catch(error => patience.aborted || Promise.reject(error))
  if (isAsked) await pipeline(createReadStream(file), outgoing)
  else outgoing.end()
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
