import { fileURLToPath } from 'node:url'
import { prepareSample } from '@assay/core'
import { createLog } from '@assay/worker'
import { announce, announceSample, explain } from './announce.ts'
import { readEnvironment } from './env.ts'
import { startStandalone } from './standalone.ts'

const samplePath = fileURLToPath(new URL('../sample/articles.jsonl', import.meta.url))

async function main(): Promise<void> {
  const started_at = performance.now()
  const stopped = Promise.withResolvers<void>()
  // npm passes Ctrl-C on a second time: the same wish, not a stronger one
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.resolve())

  const env = readEnvironment()
  const log = createLog(env.log_level)
  const standalone = await startStandalone(env, log)
  announce(standalone, performance.now() - started_at)
  if (env.sample) {
    prepareSample(standalone.core, { path: samplePath })
      .then(announceSample)
      .catch((error: unknown) => log.error({ error }, 'the sample could not be evaluated; the next start tries again'))
  }
  await stopped.promise
  await standalone.stop()
}

main().catch((error: unknown) => {
  explain(error)
  process.exitCode = 1
})
