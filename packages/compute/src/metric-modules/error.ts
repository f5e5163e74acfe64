import { fileURLToPath } from 'node:url'

/** A module of `ASSAY_METRICS` cannot be used; the message names it and says what to correct. */
export class MetricModuleError extends Error {
  override readonly name = 'MetricModuleError'

  constructor(module: string, fault: string, options?: ErrorOptions) {
    super(`ASSAY_METRICS names ${module.startsWith('file:') ? fileURLToPath(module) : module}: ${fault}`, options)
  }
}
