/** What the tests with real clients share: one server for each test file, one home for each test. */
import type { TestFn } from 'ava'
import { type ClientHome, createClientHome } from './client-program.ts'
import { type MalleeOptions, type MalleeProcess, startMallee } from './mallee-process.ts'

export interface CompatContext {
  mallee: MalleeProcess
  home: ClientHome
}

/** More than one part for every client. */
export const multipartBytes: number = 20 * 1024 * 1024 + 17

/** Clients in Python take a second of a processor to start: leave them more than AVA's default. */
const testTimeoutMs = 300_000

export function withMallee(test: TestFn<CompatContext>, options: MalleeOptions = {}): void {
  let mallee: MalleeProcess
  test.before(async () => {
    mallee = await startMallee({ threads: 2, ...options })
  })
  test.beforeEach(async t => {
    t.timeout(testTimeoutMs)
    const { endpoint, credentials } = mallee
    t.context = { mallee, home: await createClientHome({ endpoint, credentials }) }
  })
  test.afterEach.always(async t => {
    await t.context.home?.[Symbol.asyncDispose]()
  })
  test.after.always(async t => {
    t.timeout(testTimeoutMs)
    await mallee?.[Symbol.asyncDispose]()
  })
}
