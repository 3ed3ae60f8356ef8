import test from 'ava'
import aws4 from 'aws4'
import { decodeCbor, encodeCbor } from '../../lib/cloudwatch/cbor.ts'
import { type CloudWatchServer, startCloudWatch } from '../support/cloudwatch-server.ts'

interface Raw {
  readonly path?: string
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
  readonly service?: string
}

async function send({ endpoint, key }: CloudWatchServer, raw: Raw) {
  const { path = '/', body = '', service = 'monitoring', headers = {} } = raw
  const { host } = new URL(endpoint)
  const signed = aws4.sign(
    { host, method: 'POST', path, service, region: 'us-east-1', body, headers },
    key,
  )
  // aws4 gives the headers as plain strings and numbers.
  const sent = signed.headers as Record<string, string>
  return await fetch(endpoint + path, { method: 'POST', body, headers: sent })
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const target = (operation: string) => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': `GraniteServiceVersion20100801.${operation}`,
})
const smithy = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' }
const smithyPath = (operation: string) =>
  `/service/GraniteServiceVersion20100801/operation/${operation}`

test('an error has the form of its protocol', async t => {
  const server = await startCloudWatch(t)
  const query = await send(server, { headers: form, body: 'Action=Dance&Version=2010-08-01' })
  t.is(query.status, 400)
  t.regex(
    await query.text(),
    /<ErrorResponse xmlns="http:\/\/monitoring.amazonaws.com\/doc\/2010-08-01\/"><Error><Type>Sender<\/Type><Code>InvalidAction</,
  )
  const json = await send(server, { headers: target('GetMetricStatistics'), body: '{}' })
  t.is(json.headers.get('x-amzn-query-error'), 'MissingParameter;Sender')
  t.like(await json.json(), {
    __type: 'com.amazonaws.cloudwatch#MissingRequiredParameterException',
  })
  const path = smithyPath('GetMetricStatistics')
  const cbor = await send(server, { headers: smithy, path, body: encodeCbor({}) })
  t.is(cbor.headers.get('smithy-protocol'), 'rpc-v2-cbor')
  t.like(decodeCbor(await cbor.bytes()), {
    __type: 'com.amazonaws.cloudwatch#MissingRequiredParameterException',
  })
})

test('what is malformed, foreign or unsigned is refused', async t => {
  const server = await startCloudWatch(t)
  const statusOf = async (raw: Raw) => (await send(server, raw)).status
  t.is(await statusOf({ headers: target('ListMetrics'), body: '{' }), 400)
  t.is(await statusOf({ headers: target('ListMetrics'), body: '[]' }), 400)
  t.is(await statusOf({ headers: target('ListMetrics'), body: '{"Dimensions":{}}' }), 400)
  t.is(await statusOf({ headers: { ...target('ListMetrics'), 'x-amz-target': 'Other.X' } }), 400)
  t.is(await statusOf({ headers: smithy, path: smithyPath('ListMetrics'), body: '\x9f' }), 400)
  t.is(await statusOf({ headers: smithy, path: '/service/Other/operation/ListMetrics' }), 400)
  const zipped = { ...target('ListMetrics'), 'content-encoding': 'gzip' }
  t.is(await statusOf({ headers: zipped, body: 'no gzip' }), 413)
  t.is(await statusOf({ headers: target('ListMetrics'), body: '{}', service: 'ec2' }), 400)
  const unsigned = await fetch(server.endpoint, { method: 'POST', headers: target('ListMetrics') })
  t.is(unsigned.status, 403)
  t.is(await statusOf({ headers: target('ListMetrics'), body: '{}' }), 200)
})

const hex = (text: string) => Buffer.from(text, 'hex')

test('CBOR of RFC 8949 appendix A is read', t => {
  for (const [encoded, value] of [
    ['00', 0],
    ['1864', 100],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['3863', -100],
    ['f93c00', 1],
    ['f9c400', -4],
    ['f90001', 2 ** -24],
    ['fa47c35000', 100_000],
    ['fb3ff199999999999a', 1.1],
    ['f5', true],
    ['f6', undefined],
    ['6449455446', 'IETF'],
    ['4401020304', Buffer.of(1, 2, 3, 4)],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
    ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
    ['a26161016162820203', { a: 1, b: [2, 3] }],
    ['bf6346756ef563416d7421ff', { Fun: true, Amt: -2 }],
    ['7f657374726561646d696e67ff', 'streaming'],
    ['c11a514b67b0', new Date('2013-03-21T20:04:00Z')],
    ['c1fb41d452d9ec200000', new Date('2013-03-21T20:04:00.5Z')],
  ] as const) {
    t.deepEqual(decodeCbor(hex(encoded)), value, encoded)
  }
})

test('CBOR that is cut short, too deep, endless or no item is refused', t => {
  for (const encoded of [
    '',
    '18',
    '9a000000',
    '9affffffff',
    '5affffffff00',
    '81'.repeat(40),
    '9f'.repeat(40),
    'a10101',
    '7f01ff',
    '1c',
    'f8ff',
    '0000',
    'ff',
  ]) {
    t.throws(() => decodeCbor(hex(encoded)), { name: 'CborError' }, encoded)
  }
})

test('what is written as CBOR is read as it was', t => {
  const value = { text: 'ä', list: [1.5, true, false], map: new Map([['p50', 2]]), gone: undefined }
  const at = new Date('2026-01-02T03:04:05.678Z')
  const long = Array.from({ length: 30 }, (_, index) => index)
  t.deepEqual(decodeCbor(encodeCbor({ ...value, at, long })), {
    ...{ text: 'ä', list: [1.5, true, false], map: { p50: 2 }, at, long },
  })
})
