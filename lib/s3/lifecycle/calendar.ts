/** When so many days are over, as lifecycle rules and restored copies count them. */

export const DAY_MS = 86_400_000

/** The last time that a date can name. */
const TIME_MS_MAX = 8_640_000_000_000_000

export interface Calendar {
  readonly dayMs: number
  /** S3 lets days end at the next midnight, UTC. Days that are shortened for tests end exactly. */
  readonly endsAtMidnight: boolean
}

/** What clients are told: real days, whatever those of the jobs are. */
export const realCalendar: Calendar = { dayMs: DAY_MS, endsAtMidnight: true }

export function createCalendar(dayMs: number): Calendar {
  return { dayMs, endsAtMidnight: dayMs === DAY_MS }
}

export function endOfDays(
  fromMs: number,
  days: number,
  { dayMs, endsAtMidnight }: Calendar,
): number {
  const exactMs = Math.min(fromMs + days * dayMs, TIME_MS_MAX)
  return endsAtMidnight ? Math.ceil(exactMs / dayMs) * dayMs : exactMs
}

/** Whether another day has begun, or enough of a shortened one has passed to look again. */
export function isNewDay(lastMs: number, nowMs: number, calendar: Calendar): boolean {
  const { dayMs, endsAtMidnight } = calendar
  if (!endsAtMidnight) return nowMs - lastMs >= dayMs / 10
  return Math.floor(nowMs / dayMs) > Math.floor(lastMs / dayMs)
}
