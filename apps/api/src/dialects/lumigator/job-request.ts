import type { z } from 'zod'
import { body, defaulting, integer, literal, nullable, positiveInteger, text, texts, truth, uuid } from '../lax.ts'
import { judge } from './judge.ts'
import { generationConfig } from './model-choice.ts'
import { taskDefinition } from './task.ts'

const common = { secret_key_name: nullable(text), task_definition: taskDefinition }

const asking = {
  ...common,
  accelerator: nullable(text),
  revision: nullable(text),
  use_fast: defaulting(truth, true),
  trust_remote_code: defaulting(truth, false),
  torch_dtype: defaulting(text, 'auto'),
  base_url: nullable(text),
  generation_config: generationConfig,
  system_prompt: nullable(text),
}

function envelope<Config extends z.ZodType>(job_config: Config) {
  return body({
    name: text,
    description: defaulting(text, ''),
    dataset: uuid,
    max_samples: defaulting(integer, -1),
    batch_size: defaulting(positiveInteger, 1),
    job_config,
  })
}

function typed<const Word extends string>(word: Word) {
  return defaulting<string>(literal([word], 'literal_error'), word)
}

export const inferenceRequest = envelope(
  body({
    ...asking,
    job_type: typed('inference'),
    model: text,
    provider: text,
    output_field: nullable(text),
    store_to_dataset: defaulting(truth, false),
  }),
)

export const annotationRequest = envelope(
  body({
    ...asking,
    job_type: typed('annotate'),
    model: defaulting(text, 'facebook/bart-large-cnn'),
    provider: defaulting(text, 'hf'),
    output_field: defaulting(nullable(text), 'ground_truth'),
    store_to_dataset: defaulting(truth, true),
  }),
)

export const evaluationRequest = envelope(
  body({ ...common, job_type: typed('evaluator'), metrics: nullable(texts), llm_as_judge: judge }),
)

export type AskingRequest = z.output<typeof inferenceRequest> | z.output<typeof annotationRequest>
export type EvaluationRequest = z.output<typeof evaluationRequest>
