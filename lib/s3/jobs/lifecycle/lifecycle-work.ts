import type { BucketRecord } from '../../../../storage/storage.ts'
import type { createCalendar } from '../../lifecycle/calendar.ts'
import type { Rule } from '../../lifecycle/rules.ts'
import type { JobStep } from '../job.ts'

export interface LifecycleWork {
  readonly bucket: BucketRecord
  readonly step: JobStep
  readonly rules: readonly Rule[]
  readonly calendar: ReturnType<typeof createCalendar>
}
