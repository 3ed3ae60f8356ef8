/**
 * Every operation that is served, specific before general: for one method and target the first row
 * that matches wins. test/s3/operations.ts builds each one's request and asserts that it is chosen.
 */
import type { AnyOperation } from './operation.ts'

export const operations: readonly AnyOperation[] = []
