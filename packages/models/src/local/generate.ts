import type { LocalAnswer, LocalQuestion } from './question.ts'
import type { Network, Tensor, Tokenizer, Transformers } from './transformers.ts'

interface Loaded {
  readonly tokenizer: Tokenizer
  readonly network: Network
  readonly transformers: Pick<Transformers, 'random'>
}

/** Has a model write. A model that goes on with a text repeats it, which is no part of the answer. */
export async function generate(
  { tokenizer, network, transformers }: Loaded,
  question: LocalQuestion,
): Promise<LocalAnswer> {
  const isSeq2Seq = network.config.is_encoder_decoder === true
  const settings: Record<string, unknown> = { ...question.settings }
  const text = prefixOf(network, question) + question.text
  const inputs = isSeq2Seq ? readText(tokenizer, { ...question, text }, settings) : readChat(tokenizer, question)
  transformers.random.seed(question.seed)
  const written = await network.generate({ ...inputs, ...settings })
  const given = lengthOf(inputs['input_ids'])
  const ids = (written.tolist()[0] ?? []).slice(isSeq2Seq ? 1 : given)
  const ended = endsOf(network).includes(Number(ids.at(-1)))
  return {
    text: tokenizer.decode(ids, { skip_special_tokens: true }).trim(),
    input_tokens: given,
    output_tokens: ids.length,
    is_cut_off: !ended,
  }
}

/** As T5 says what it is to do. */
function prefixOf({ config }: Network, { task }: LocalQuestion): string {
  return (task === null ? undefined : config.task_specific_params?.[task]?.prefix) ?? ''
}

function readText(tokenizer: Tokenizer, { text, languages }: LocalQuestion, settings: Record<string, unknown>) {
  if (languages === null || tokenizer._build_translation_inputs === undefined) {
    return tokenizer(text, { truncation: true })
  }
  Object.assign(settings, { src_lang: languages.source, tgt_lang: languages.target })
  return tokenizer._build_translation_inputs(text, { truncation: true }, settings)
}

function readChat(tokenizer: Tokenizer, { messages }: LocalQuestion) {
  if (!tokenizer.chat_template) {
    return tokenizer(messages.map(({ content }) => content).join('\n\n'), { truncation: true })
  }
  const text = tokenizer.apply_chat_template(messages, { tokenize: false, add_generation_prompt: true })
  return tokenizer(text, { truncation: true, add_special_tokens: false })
}

function lengthOf(tensor: Tensor | undefined): number {
  return tensor?.dims.at(-1) ?? 0
}

function endsOf({ config, generation_config }: Network): readonly number[] {
  const end = generation_config?.eos_token_id ?? config.eos_token_id ?? []
  return typeof end === 'number' ? [end] : end
}
