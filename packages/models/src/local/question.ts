import { z } from 'zod'

/** What a process of local models is asked. */
export const localQuestion = z.object({
  /** Folder below that of all models. */
  model: z.string(),
  precision: z.enum(['fp32', 'fp16', 'q8', 'q4']),
  /** For a model that reads a text and writes another. */
  text: z.string(),
  /** What its tokenizer calls the languages, where it wants to know. */
  languages: z.object({ source: z.string(), target: z.string() }).nullable(),
  /** Whose prefix of the model's own goes before the text; null: the text is whole. */
  task: z.string().nullable(),
  /** For a model that goes on with a text. */
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  /** Names as those of the generation of transformers. */
  settings: z.record(z.string(), z.json()),
  seed: z.number().int(),
})

export type LocalQuestion = z.infer<typeof localQuestion>

/** What it answers: a text, or why there is none. */
export const localAnswer = z.union([
  z.object({
    text: z.string(),
    input_tokens: z.number().int(),
    output_tokens: z.number().int(),
    is_cut_off: z.boolean(),
  }),
  /** `unusable`: no question can be answered with this folder. */
  z.object({ problem: z.string(), is_unusable: z.boolean() }),
])

export type LocalAnswer = z.infer<typeof localAnswer>

/** What the process is told once. */
export const localStart = z.object({ directory: z.string() })
