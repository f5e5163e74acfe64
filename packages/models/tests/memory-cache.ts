import { setImmediate } from 'node:timers/promises'
import type { ModelCallCache, Prediction } from '../src/index.ts'

/** A cache that lasts as long as the test. */
export function createMemoryCache(): ModelCallCache & { readonly kept: ReadonlyMap<string, Prediction> } {
  const kept = new Map<string, Prediction>()
  return {
    kept,
    async getMany(keys) {
      return new Map([...kept].filter(([key]) => keys.includes(key)))
    },
    async put(key, prediction) {
      await setImmediate()
      kept.set(key, prediction)
    },
  }
}
