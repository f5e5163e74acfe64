import { z } from 'zod'

/** What no known worker has of what a job requires. */
export const lacking = z
  .object({
    what: z
      .enum(['cpu', 'memory_bytes', 'gpu', 'gpu_model', 'gpu_arch', 'gpu_memory_bytes', 'labels'])
      .describe('the requirement'),
    wanted: z.union([z.number(), z.string()]).describe('how much, or what, the job requires'),
    best: z.union([z.number(), z.string()]).nullable().describe('the most that any of them offers; null: nothing'),
  })
  .describe('What no known worker has of what a job requires.')

/** What no known worker has of what a job requires. */
export type Lacking = z.infer<typeof lacking>

const units = {
  cpu: (value) => `${value} processors`,
  memory_bytes: (value) => `${value} bytes of memory`,
  gpu: (value) => `${value} suitable GPUs`,
  gpu_model: (value) => `a GPU of model "${value}"`,
  gpu_arch: (value) => `a GPU of architecture "${value}"`,
  gpu_memory_bytes: (value) => `a GPU with ${value} bytes of memory`,
  labels: (value) => `the labels ${value}`,
} satisfies Record<Lacking['what'], (value: string | number) => string>

/** What is lacking, as the end of a sentence. */
export function sayLacking({ what, wanted, best }: Lacking): string {
  const say: (value: string | number) => string = units[what]
  return `it needs ${say(wanted)}, and the best that any worker offers is ${best === null ? 'none' : say(best)}`
}
