import { AssayError } from '@assay/sdk'
import { WrongUsage } from './arguments.ts'
import { run } from './run.ts'

/** What runs has 25 of them. */
const endWithinMs = 30_000

const stopped = Promise.withResolvers<void>()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stopped.resolve()
    setTimeout(() => process.exit(1), endWithinMs).unref()
  })
}

try {
  await run(process.argv.slice(2), stopped.promise)
  process.exit(0)
} catch (error) {
  const isTold = error instanceof WrongUsage || AssayError.is(error)
  process.stderr.write(`${isTold ? error.message : (error instanceof Error && error.stack) || String(error)}\n`)
  process.exit(error instanceof WrongUsage ? 2 : 1)
}
