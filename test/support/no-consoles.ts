import { pino } from 'pino'
import { type ConsoleSockets, createConsoleSockets } from '../../lib/console/web-sockets.ts'

/** For servers without machines: no ticket is good. */
export const noConsoles: ConsoleSockets = createConsoleSockets({
  visits: { open: async () => undefined, close: async () => undefined },
  log: pino({ level: 'silent' }),
})
