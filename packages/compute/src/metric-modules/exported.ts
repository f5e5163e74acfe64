import type { Metric } from '@assay/metrics'
import { z } from 'zod'
import { repeatMark, reservedNames } from '../score-file.ts'
import { MetricModuleError } from './error.ts'

const call = z.custom<() => Promise<never>>((value) => typeof value === 'function', 'must be a function')
const bound = z.number().nullable()
const texts = z.object({ text: z.string(), url: z.string() })
const name = z.string().regex(/^[a-z]\S*$/, 'must be in lower case and without spaces')

const scoreName = z
  .string()
  .regex(
    new RegExp(`^[A-Za-z][^\\s${repeatMark}]*$`),
    `must begin with a letter and have neither spaces nor ${repeatMark}`,
  )
  .refine((score) => !reservedNames.has(score), 'is a name that Assay uses itself')

const score = z.object({
  name: scoreName,
  title: z.string(),
  direction: z.enum(['higher', 'lower', 'neutral']),
  range: z.tuple([bound, bound]),
  unit: z.string(),
  margin: z.number().min(0),
  is_detail: z.boolean().optional(),
})

const metric = z.object({
  name,
  version: z.string().min(1),
  title: z.string(),
  description: z.string(),
  scores: z.array(score).min(1),
  columns: z.array(z.enum(['input', 'prediction', 'reference'])),
  cost: z.enum(['light', 'heavy', 'model']),
  equals: z.string().optional(),
  citation: texts,
  availability: call,
  scorer: call,
})

/** Single metrics or lists of them; exports that are no metrics at all are ignored. */
export function exportedMetrics(module: string, exported: Readonly<Record<string, unknown>>): Metric[] {
  const found = new Set<Metric>()
  for (const [name, value] of Object.entries(exported)) {
    for (const candidate of Array.isArray(value) ? value : [value]) {
      if (isMeantAsMetric(candidate)) found.add(checked(candidate, { module, name }))
    }
  }
  if (found.size > 0) return [...found]
  throw new MetricModuleError(module, 'it exports no metric. Export what defineMetric returns.')
}

function isMeantAsMetric(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'scorer' in value
}

function checked(value: unknown, { module, name }: { module: string; name: string }): Metric {
  if (isMetric(value)) return value
  const faults = metric.safeParse(value).error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? []
  throw new MetricModuleError(module, `its export "${name}" is not a metric (${faults.join('; ')}). Use defineMetric.`)
}

function isMetric(value: unknown): value is Metric {
  return metric.safeParse(value).success
}
