import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { Model, Prediction, PredictionRequest } from './provider.ts'

/** Answers of earlier calls of one owner, by content. */
export interface ModelCallCache {
  /** Those of the keys that are known. */
  getMany(keys: readonly string[]): Promise<ReadonlyMap<string, Prediction>>
  /** A known key keeps its first answer, unless that is too old to be known. */
  put(key: string, prediction: Prediction): Promise<void>
}

const keyVersion = 1

/** SHA-256, in hex, of the canonical JSON (RFC 8785) of all that the answer depends on. */
export function modelCallKey(model: Model, request: PredictionRequest): string {
  const { repeat, seed } = request
  const content = canonicalize({ version: keyVersion, call: model.identity(request), repeat, seed }) ?? ''
  return createHash('sha256').update(content).digest('hex')
}
