import { fileURLToPath } from 'node:url'
import { prepareSample } from '@assay/core'
import { announce, createLog, say } from '@assay/program'
import { announceSample } from './announce-sample.ts'
import { leaveOutOtherPostgres, readEnvironment } from './env.ts'
import { startStandalone } from './standalone.ts'

const cliPath = fileURLToPath(new URL('../../../node_modules/.bin/assay', import.meta.url))
const samplePath = fileURLToPath(new URL('../sample/articles.jsonl', import.meta.url))

export async function run(stopped: Promise<void>): Promise<void> {
  const started_at = performance.now()
  const env = readEnvironment()
  if (env.database_url === undefined) leaveOutOtherPostgres()
  const log = createLog(env.log_level)
  for (const line of env.unknown) log.warn({}, line)
  const standalone = await startStandalone(env, log)
  announce({ ...standalone, took_ms: performance.now() - started_at })
  say(`The command line, in any folder: alias assay='${cliPath}'`)
  if (env.sample) {
    prepareSample(standalone.core, { path: samplePath })
      .then(announceSample)
      .catch((error: unknown) => log.error({ error }, 'the sample could not be evaluated; the next start tries again'))
  }
  await Promise.race([stopped, standalone.excluded]).finally(() => standalone.stop())
}
