import { MetricError } from '../metric-error.ts'
import type { RateTranslation } from './comet-metric.ts'
import { type Network, type OnnxModelOptions, openModel, tokenize } from './transformers.ts'

const texts = ['src', 'mt', 'ref'] as const
const accepted = texts.flatMap((text) => [`${text}_input_ids`, `${text}_attention_mask`])

/**
 * Loads a COMET model that was exported to ONNX, by `@huggingface/transformers`, an optional peer.
 *
 * The network takes `input_ids` and `attention_mask` of each of `src`, `mt` and `ref` (`src_input_ids`, …: int64,
 * examples × tokens) and gives `score` (float32, one for each example), which are COMET's own names. A text longer than
 * the tokenizer's `model_max_length` is cut there, as COMET does.
 *
 * @throws MetricError `METRIC_UNAVAILABLE` without the package, or where the folder has no such model.
 */
export async function loadCometModel(options: OnnxModelOptions): Promise<RateTranslation> {
  const { tokenizer, network } = await openModel(options)
  checkSignature(network, options.model)
  return async ({ source, prediction, reference }) => {
    const inputs = { src: source, mt: prediction, ref: reference }
    const named = texts.flatMap((text) =>
      Object.entries(tokenize(tokenizer, inputs[text])).map(([name, values]) => [`${text}_${name}`, values]),
    )
    const { score } = await network(Object.fromEntries(named))
    return Number(score?.data[0])
  }
}

function checkSignature({ sessions }: Network, model: string): void {
  const { inputNames = [], outputNames = [] } = sessions['model'] ?? {}
  const takesTexts = texts.every((text) => inputNames.includes(`${text}_input_ids`))
  if (takesTexts && inputNames.every((name) => accepted.includes(name)) && outputNames.includes('score')) return
  throw new MetricError(
    'METRIC_UNAVAILABLE',
    `The model "${model}" is no COMET export: it must take ${accepted.join(', ')} and give score, not take ` +
      `${inputNames.join(', ')} and give ${outputNames.join(', ')}.`,
  )
}
