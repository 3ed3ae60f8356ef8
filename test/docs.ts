import test from 'ava'
import { staleDocuments } from '../docs/generate.ts'

test('the generated documents say what the code says (npm run docs)', t => {
  t.deepEqual(staleDocuments(), [])
})
