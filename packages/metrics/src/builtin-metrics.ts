import {
  bleuCharacterMetric,
  bleuChineseMetric,
  bleuInternationalMetric,
  bleuMetric,
  huggingFaceBleuMetric,
} from './bleu/bleu-metric.ts'
import { chrfMetric, chrfPlusPlusMetric } from './chrf/chrf-metric.ts'
import { accuracyMetric } from './classification/accuracy-metric.ts'
import { cerMetric, werMetric } from './edit-distance/error-rate-metrics.ts'
import { jaroWinklerMetric, levenshteinMetric } from './edit-distance/string-metrics.ts'
import { containsMetric, numericClosenessMetric } from './format/answer-metrics.ts'
import { jsonSchemaMetric, regexMetric, validJsonMetric } from './format/format-metrics.ts'
import { compressionRatioMetric, lengthRatioMetric, tokenLengthMetric } from './length/length-metrics.ts'
import { meteorMetric, meteorWithoutSynonymsMetric } from './meteor/meteor-metric.ts'
import type { Metric } from './metric.ts'
import { noveltyMetric, repetitionMetric } from './repetition/repetition-metrics.ts'
import { rougeMetric, rougeUnicodeMetric } from './rouge/rouge-metric.ts'
import { exactMatchMetric, tokenF1Metric } from './squad/squad-metrics.ts'
import { terMetric } from './ter/ter-metric.ts'

/** Every metric of this package, in the order in which lists show them. */
export const builtinMetrics: readonly Metric[] = [
  rougeMetric,
  rougeUnicodeMetric,
  bleuMetric,
  huggingFaceBleuMetric,
  bleuChineseMetric,
  bleuCharacterMetric,
  bleuInternationalMetric,
  chrfMetric,
  chrfPlusPlusMetric,
  terMetric,
  meteorMetric,
  meteorWithoutSynonymsMetric,
  exactMatchMetric,
  tokenF1Metric,
  accuracyMetric,
  werMetric,
  cerMetric,
  levenshteinMetric,
  jaroWinklerMetric,
  containsMetric,
  numericClosenessMetric,
  regexMetric,
  validJsonMetric,
  jsonSchemaMetric,
  tokenLengthMetric,
  lengthRatioMetric,
  compressionRatioMetric,
  noveltyMetric,
  repetitionMetric,
]
