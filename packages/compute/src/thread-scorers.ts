import { workerData } from 'piscina'
import { z } from 'zod'
import { openRegistry } from './metric-modules/open-registry.ts'
import { Scorers } from './scoring/scorers.ts'

// each thread has this module to itself: modules and scorers are loaded once for each thread, when they are first
// needed
let opening: Promise<Scorers> | undefined

export function threadScorers(): Promise<Scorers> {
  const settings = z.object({ modules: z.array(z.string()), model_directory: z.string().optional() }).parse(workerData)
  opening ??= openRegistry(settings).then((registry) => new Scorers(registry))
  return opening
}
