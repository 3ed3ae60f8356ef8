/** The command line: names the command, reads the environment once, and turns failures into messages. */
import { helpText, version } from './commands/help.ts'
import { UsageError } from './commands/usage.ts'
import { ConfigError } from './config.ts'

async function main(argv: readonly string[]): Promise<void> {
  const [command, ...rest] = argv
  if (rest.includes('--help') || rest.includes('-h')) return print(helpText())
  switch (command) {
    // Loaded when asked for: help and errors need none of the server.
    case 'serve':
      return await (await import('./commands/serve.ts')).serve(rest, process.env)
    case 'admin':
      return await (await import('./commands/admin.ts')).runAdmin(rest, process.env)
    case 'quota':
      return await (await import('./commands/quota.ts')).runQuota(rest, process.env)
    case 'disks':
      return await (await import('./commands/disks.ts')).runDisks(rest, process.env)
    case 'hypervisors':
      return await (await import('./commands/hypervisors.ts')).runHypervisors(rest, process.env)
    case 'scrub':
    case 'heal':
      return await (await import('./commands/upkeep.ts')).runUpkeep(command, rest, process.env)
    case 'inspect':
      return await (await import('./commands/inspect.ts')).inspect(rest, process.env)
    case 'jobs':
      return await (await import('./commands/jobs.ts')).showJobs(rest, process.env)
    case 'hooks':
      return await (await import('./commands/hooks.ts')).runHooks(rest, process.env)
    case 'kms':
      return await (await import('./commands/kms.ts')).runKms(rest, process.env)
    case '--version':
      return print(`mallee ${version()}\n`)
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      return print(helpText())
    default:
      throw new UsageError(`unknown command ${command}`)
  }
}

function print(text: string): void {
  process.stdout.write(text)
}

// Started by the launcher from an older Node: without it nobody could stop this process.
if (process.channel) {
  process.channel.unref()
  process.once('disconnect', () => process.exit(1))
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  const isTheirs = error instanceof UsageError || error instanceof ConfigError
  const text = error instanceof Error ? error.message : String(error)
  process.stderr.write(`mallee: ${text}\n`)
  if (error instanceof UsageError) process.stderr.write('Run mallee --help for what there is.\n')
  // Exit codes of sysexits.h: 64 for a wrong call, 78 for configuration, 1 for the rest.
  process.exitCode = error instanceof UsageError ? 64 : isTheirs ? 78 : 1
}
