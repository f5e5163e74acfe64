import { createHash, type Hash } from 'node:crypto'
import { constants } from 'node:fs'
import { access, open, readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { OnnxModelOptions, Transformers } from '@assay/metrics/embeddings'
import { locateTransformers, transformersPackage } from '@assay/models'

const settings = ['config.json', 'tokenizer.json', 'tokenizer_config.json']
const how = 'docs/guides/local-models.md shows how.'

export interface LocalModel<Loaded> {
  /** Identifies the model: scores of different ones cannot be compared. */
  readonly model: string
  /** Why it cannot be used, with what to do. */
  readonly missing: () => Promise<string | undefined>
  /** Loads it once, however often it is called. */
  readonly load: () => Promise<Loaded>
}

export async function localModel<Loaded>(
  { directory, folder }: { readonly directory: string | undefined; readonly folder: string },
  open: (options: OnnxModelOptions) => Promise<Loaded>,
): Promise<LocalModel<Loaded>> {
  const fault = await faultOf(directory, folder)
  let loading: Promise<Loaded> | undefined
  return {
    model: directory === undefined || fault !== undefined ? 'without model' : await identify(join(directory, folder)),
    async missing() {
      if (fault !== undefined) return `${fault}; ${how}`
      if (locateTransformers(directory) !== undefined) return undefined
      return `Install the npm package "${transformersPackage}" in ASSAY_MODEL_DIR or next to Assay; ${how}`
    },
    load() {
      loading ??= open({ modelDirectory: directory ?? '', model: folder, ...loadPeer(directory) })
      return loading
    },
  }
}

async function faultOf(directory: string | undefined, folder: string): Promise<string | undefined> {
  if (directory === undefined) return `Set ASSAY_MODEL_DIR to a folder that has an ONNX model in "${folder}"`
  const wanted = [...settings, 'onnx/model.onnx']
  const found = await Promise.all(wanted.map((name) => isReadable(join(directory, folder, name))))
  const lacking = wanted.filter((_, at) => !found[at])
  return lacking.length === 0 ? undefined : `"${folder}" in ASSAY_MODEL_DIR lacks ${lacking.join(', ')}`
}

function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
}

/**
 * A digest that tells models apart without reading gigabytes; weights may be in `model.onnx` or in any file beside it.
 */
async function identify(path: string): Promise<string> {
  const hash = createHash('sha256')
  for (const name of settings) hash.update(await readFile(join(path, name)))
  const entries = await readdir(join(path, 'onnx'), { withFileTypes: true })
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name)
  for (const name of files.sort()) await sample(hash, join(path, 'onnx', name))
  return hash.digest('hex').slice(0, 12)
}

const sampleBytes = 4096
const samples = 64

/**
 * Models that were tuned from the same one differ in weights only, but in nearly all of them: a few places are enough.
 */
async function sample(hash: Hash, path: string): Promise<void> {
  await using file = await open(path)
  const { size } = await file.stat()
  hash.update(`${size}`)
  const stride = Math.max(sampleBytes, Math.floor(size / samples))
  for (let position = 0; position < size; position += stride) {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(sampleBytes), position })
    hash.update(buffer.subarray(0, bytesRead))
  }
}

function loadPeer(directory: string | undefined): { readonly transformers?: Transformers } {
  const path = locateTransformers(directory)
  return path === undefined ? {} : { transformers: createRequire(import.meta.url)(path) }
}
