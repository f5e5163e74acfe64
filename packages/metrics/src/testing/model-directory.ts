import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Transformers } from '../embeddings/index.ts'
import { transformersFolder } from './env.ts'

/** Why a test that needs the ONNX runtime is skipped; `undefined` where it is there. */
export const onnxMissing: string | undefined =
  transformersFolder === undefined
    ? 'there is no @huggingface/transformers, an optional peer: ASSAY_TEST_TRANSFORMERS names none'
    : undefined

/** A folder for models that is gone at the end, with the peer in it where this machine has it. */
export interface ModelDirectory extends AsyncDisposable {
  readonly path: string
  transformers(): Transformers
}

/** Makes one. */
export async function createModelDirectory({ peer = true } = {}): Promise<ModelDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'assay-models-'))
  if (peer && transformersFolder !== undefined) await symlink(transformersFolder, join(path, 'node_modules'))
  return {
    path,
    transformers: () => createRequire(join(path, 'package.json'))('@huggingface/transformers'),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  }
}
