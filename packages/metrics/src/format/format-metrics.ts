import { defineMetric } from '../define-metric.ts'
import type { Metric, MetricExample, ScoreDeclaration } from '../metric.ts'
import { MetricError } from '../metric-error.ts'
import { missingReference } from '../missing-reference.ts'
import { type Json, parseJson } from './json.ts'
import { matchesWithin, mostSchemaSteps } from './json-schema.ts'
import { loadPatterns, missingPatterns, type PatternTest } from './pattern.ts'

/** Whether the prediction is JSON. */
export const validJsonMetric = defineMetric({
  name: 'valid_json',
  title: 'Valid JSON',
  description: 'Whether the whole prediction is one JSON value, white space around it aside.',
  scores: [share('valid_json', 'Valid JSON')],
  columns: ['prediction'],
  citation: {
    text: 'Tim Bray (ed.). The JavaScript Object Notation (JSON) Data Interchange Format. RFC 8259, 2017.',
    url: 'https://www.rfc-editor.org/rfc/rfc8259',
  },
  scorer: { score: ({ prediction }) => ({ valid_json: Number(parseJson(prediction) !== undefined) }) },
})

/** Whether the prediction is JSON that matches the schema in the reference column. */
export const jsonSchemaMetric = defineMetric({
  name: 'matches_json_schema',
  title: 'Matches JSON Schema',
  description: 'Whether the prediction is JSON that matches a reference, which is a JSON Schema (2020-12).',
  scores: [share('matches_json_schema', 'Matches JSON Schema')],
  citation: {
    text: 'Austin Wright et al. JSON Schema: A Media Type for Describing JSON Documents, 2020-12.',
    url: 'https://json-schema.org/draft/2020-12/json-schema-core',
  },
  scorer: async () => {
    const patterns = await loadPatterns().catch(() => undefined)
    const schemas = new Map<string, Json>()
    const judge = ({ prediction, references }: MetricExample) => {
      const wanted = references.map((text) => cached(schemas, text, () => schema(text)))
      const value = parseJson(prediction)
      const steps = mostSchemaSteps / references.length
      return value !== undefined && wanted.some((one) => matchesWithin(one, value, { patterns, steps }))
    }
    return {
      score: (example) => ({ matches_json_schema: attempt(example, judge).score }),
      reason: (example) => missingReference(example) ?? attempt(example, judge).reason,
    }
  },
})

/** Whether the prediction matches the pattern in the reference column. */
export const regexMetric: Metric = {
  ...defineMetric({
    name: 'matches_regex',
    title: 'Matches regex',
    description:
      'Whether a reference, which is a pattern in RE2 syntax, matches somewhere in the prediction. It cannot hang.',
    scores: [share('matches_regex', 'Matches regex')],
    citation: {
      text: 'Russ Cox. Regular Expression Matching Can Be Simple And Fast, 2007.',
      url: 'https://swtch.com/~rsc/regexp/regexp1.html',
    },
    scorer: async () => {
      const engine = await loadPatterns()
      const tests = new Map<string, PatternTest>()
      const judge = ({ prediction, references }: MetricExample) =>
        references.some((pattern) => cached(tests, pattern, () => engine(pattern))(prediction))
      return {
        score: (example) => ({ matches_regex: attempt(example, judge).score }),
        reason: (example) => missingReference(example) ?? attempt(example, judge).reason,
      }
    },
  }),
  availability: async () => {
    const reason = await missingPatterns()
    return reason === undefined ? { available: true } : { available: false, reason }
  },
}

function share(name: string, title: string): ScoreDeclaration {
  return { name, title, direction: 'higher', range: [0, 1], unit: 'fraction', margin: 0.01 }
}

function schema(text: string): Json {
  const parsed = parseJson(text)
  if (parsed === undefined)
    throw new MetricError('OPTION_INVALID', 'The reference is no JSON, so it is no JSON Schema.')
  return parsed
}

/** 1 or 0; `null` with the reason where a schema or pattern cannot be used. */
function attempt(example: MetricExample, judge: (example: MetricExample) => boolean) {
  if (example.references.length === 0) return { score: null }
  try {
    return { score: Number(judge(example)) }
  } catch (error) {
    if (MetricError.is(error, 'OPTION_INVALID') || MetricError.is(error, 'TOO_LARGE'))
      return { score: null, reason: error.message }
    throw error
  }
}

const mostCached = 1000

function cached<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key)
  if (found !== undefined) return found
  if (known.size >= mostCached) known.clear()
  const made = make()
  known.set(key, made)
  return made
}
