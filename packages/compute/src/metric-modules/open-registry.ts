import { registerHooks } from 'node:module'
import { createRegistry, type Metric, MetricError, type MetricRegistry } from '@assay/metrics'
import { MetricModuleError } from './error.ts'
import { exportedMetrics } from './exported.ts'
import { modelMetrics } from './model-metrics.ts'

/** Which metrics there are besides the built-in ones; the same in a server, its workers and their threads. */
export interface MetricSettings {
  /** Addresses (`file:`) of modules that export metrics. */
  readonly modules: readonly string[]
  /** Folder of local language models. */
  readonly model_directory?: string | undefined
}

/**
 * The built-in metrics, those that a language model computes, and those of the modules.
 *
 * @throws MetricModuleError for a module that throws, exports no metric or something that looks like one and is not, or
 * whose name is taken.
 */
export async function openRegistry({ modules, model_directory }: MetricSettings): Promise<MetricRegistry> {
  if (modules.length > 0) shareOwnPackage()
  const metrics: Metric[] = await modelMetrics(model_directory)
  let registry = createRegistry(metrics)
  for (const module of modules) {
    metrics.push(...exportedMetrics(module, await load(module)))
    registry = extended(metrics, module)
  }
  return registry
}

async function load(module: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(module)
  } catch (cause) {
    throw new MetricModuleError(module, `it cannot be loaded: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    })
  }
}

function extended(metrics: readonly Metric[], module: string): MetricRegistry {
  try {
    return createRegistry(metrics)
  } catch (error) {
    if (MetricError.is(error, 'REGISTRY_CONFLICT')) throw new MetricModuleError(module, error.message, { cause: error })
    throw error
  }
}

/** A metric's file may be anywhere: where `@assay/metrics` is not installed beside it, it gets ours. */
function shareOwnPackage(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (!/^@assay\/metrics(?:\/|$)/.test(specifier)) return next(specifier, context)
      try {
        return next(specifier, context)
      } catch {
        return next(specifier, { ...context, parentURL: import.meta.url })
      }
    },
  })
}
