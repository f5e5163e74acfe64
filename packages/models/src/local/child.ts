import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { generate } from './generate.ts'
import { type LocalAnswer, localQuestion, localStart } from './question.ts'
import {
  locateTransformers,
  type Network,
  type Tokenizer,
  type Transformers,
  transformersPackage,
} from './transformers.ts'

/** Loads one model and answers with it, one question after the other. */
const { directory } = localStart.parse(JSON.parse(process.argv[2] ?? ''))
const config = z.looseObject({ is_encoder_decoder: z.boolean().optional(), model_type: z.string() })

interface Loaded {
  readonly tokenizer: Tokenizer
  readonly network: Network
  readonly transformers: Transformers
}

class Unusable extends Error {}

async function load(model: string, dtype: string): Promise<Loaded> {
  const path = locateTransformers(directory)
  if (path === undefined) {
    throw new Unusable(`install the npm package "${transformersPackage}" in ASSAY_MODEL_DIR or next to Assay`)
  }
  const text = await readFile(join(directory, model, 'config.json'), 'utf8').catch(() => {
    throw new Unusable(`ASSAY_MODEL_DIR has no "${model}/config.json"`)
  })
  const transformers: Transformers = createRequire(import.meta.url)(path)
  const { env, AutoTokenizer, AutoModelForSeq2SeqLM, AutoModelForCausalLM } = transformers
  Object.assign(env, { allowRemoteModels: false, allowLocalModels: true, localModelPath: directory, useFSCache: false })
  const isSeq2Seq = config.parse(JSON.parse(text)).is_encoder_decoder === true
  const session_options = { intraOpNumThreads: Math.max(1, availableParallelism() - 1) }
  const kind = isSeq2Seq ? AutoModelForSeq2SeqLM : AutoModelForCausalLM
  try {
    const tokenizer = await AutoTokenizer.from_pretrained(model)
    return { tokenizer, network: await kind.from_pretrained(model, { dtype, session_options }), transformers }
  } catch (error) {
    throw new Unusable(`"${model}" in ASSAY_MODEL_DIR cannot be loaded: ${reasonOf(error)}`)
  }
}

/** Without paths of this machine. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replaceAll(directory, '…').slice(0, 500)
}

let loading: Promise<Loaded> | undefined

async function answer(message: unknown): Promise<LocalAnswer> {
  const question = localQuestion.parse(message)
  try {
    loading ??= load(question.model, question.precision)
    return await generate(await loading, question)
  } catch (error) {
    return {
      problem: error instanceof Unusable ? error.message : reasonOf(error),
      is_unusable: error instanceof Unusable,
    }
  }
}

process.on('message', async (message: unknown) => process.send?.(await answer(message)))
process.on('disconnect', () => process.exit())
