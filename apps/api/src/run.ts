import { announce, createLog } from '@assay/program'
import { readEnvironment } from './env.ts'
import { serve } from './serve.ts'

export async function run(stopped: Promise<void>): Promise<void> {
  const started_at = performance.now()
  const env = readEnvironment()
  const log = createLog(env.log_level)
  for (const line of env.unknown) log.warn({}, line)
  await using server = await serve(env, log)
  announce({ ...server, took_ms: performance.now() - started_at })
  await Promise.race([stopped, server.excluded]).finally(() => server.drain())
}
