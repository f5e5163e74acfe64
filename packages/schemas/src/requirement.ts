import { z } from 'zod'

const amounts = {
  cpu: z.number().min(0).default(0).describe('cores'),
  memory_bytes: z.number().int().min(0).default(0).describe('memory, in bytes'),
}

/** What a job needs of the worker that executes it, for itself alone; nothing unless given. */
export const requirements = z.object({
  ...amounts,
  gpu: z.number().int().min(0).default(0).describe('GPUs'),
  gpu_model: z.string().max(200).optional().describe('the model that each of them must be; absent: any'),
  gpu_arch: z.string().max(200).optional().describe('the architecture that each must have; absent: any'),
  gpu_memory_bytes: z.number().int().min(0).optional().describe('the least memory of each, in bytes'),
  labels: z.array(z.string().min(1).max(200)).max(100).default([]).describe('what the worker must all be labelled'),
})

/** What a job needs of the worker that executes it. */
export type Requirements = z.infer<typeof requirements>

/** A GPU of a worker. */
export const gpu = z.object({
  model: z.string().max(200).nullable().default(null).describe('as "NVIDIA A100"; null: not known'),
  arch: z.string().max(200).nullable().default(null).describe('its architecture; null: not known'),
  memory_bytes: z.number().int().min(0).default(0).describe('its memory, in bytes; 0: not known'),
})

/** A GPU of a worker. */
export type Gpu = z.infer<typeof gpu>

/** What a worker has in all, and is labelled; nothing unless given. */
export const offers = z.object({
  ...amounts,
  gpus: z.array(gpu).max(64).default([]).describe('its GPUs, always in the same order'),
  labels: z.array(z.string().min(1).max(200)).max(100).default([]).describe('what the worker is labelled'),
})

/** What a worker has in all. */
export type Offers = z.infer<typeof offers>

/** What comes first among the jobs of one user. */
export const priority = z.number().int().min(0).max(5).describe('among your own jobs; greater first')

/** Which workers may execute a job. */
export const placement = z
  .enum(['platform', 'worker', 'any'])
  .describe('platform: those of the platform; worker: pull workers; any: both')

/** Which workers may execute a job. */
export type Placement = z.infer<typeof placement>
