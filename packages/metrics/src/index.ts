export {
  type Bleu,
  type BleuComputer,
  type BleuOptions,
  corpusBleu,
  createBleu,
  sentenceBleu,
} from './bleu/bleu.ts'
export type { BleuScore, BleuSmoothing, BleuStatistics } from './bleu/bleu-score.ts'
export type { BleuTokenization } from './bleu/bleu-tokenizer.ts'
export { type HuggingFaceBleu, type HuggingFaceBleuOptions, huggingFaceBleu } from './bleu/hugging-face-bleu.ts'
export { type Chrf, type ChrfComputer, type ChrfOptions, corpusChrf, createChrf, sentenceChrf } from './chrf/chrf.ts'
export type { ChrfStatistics } from './chrf/chrf-score.ts'
export {
  accuracy,
  averagedScores,
  balancedAccuracy,
  cohensKappa,
  type KappaWeights,
  type LabelScores,
  labelScores,
  matthewsCorrelation,
  type PrecisionRecall,
} from './classification/classification-scores.ts'
export { type ConfusionMatrix, confusionMatrix, type Label } from './classification/confusion-matrix.ts'
export { krippendorffAlpha, type RatingLevel } from './classification/krippendorff.ts'
export { defineMetric, type MetricDefinition } from './define-metric.ts'
export type { Direction } from './direction.ts'
export {
  type CharacterErrorRate,
  characterErrorRate,
  type WordErrorRate,
  wordErrorRate,
} from './edit-distance/error-rate.ts'
export { jaro, jaroWinkler } from './edit-distance/jaro.ts'
export {
  editDistanceLimits,
  indel,
  indelSimilarity,
  lcsLength,
  levenshtein,
  levenshteinSimilarity,
} from './edit-distance/levenshtein.ts'
export { nearestNames } from './edit-distance/nearest-names.ts'
export type { StringDistanceOptions } from './edit-distance/symbols.ts'
export { damerauLevenshtein, optimalStringAlignment } from './edit-distance/transposition.ts'
export type { Json, JsonObject } from './format/json.ts'
export { jsonSchema, type SchemaTest } from './format/json-schema.ts'
export { lastNumber, numericCloseness } from './format/numeric.ts'
export { loadPatterns, type PatternEngine, type PatternTest } from './format/pattern.ts'
export { tokenLength } from './length/length-metrics.ts'
export { loadWordNet } from './meteor/load-word-net.ts'
export { createMeteor, type Meteor, type MeteorOptions, type MeteorScorer, meteor } from './meteor/meteor.ts'
export type { MeteorMatch } from './meteor/meteor-alignment.ts'
export { type PartOfSpeech, type Synonyms, type WordNetFiles, wordNetSynonyms } from './meteor/word-net.ts'
export type {
  CorpusScorer,
  Edit,
  ExampleScores,
  Explanation,
  Match,
  Metric,
  MetricAvailability,
  MetricColumn,
  MetricCost,
  MetricExample,
  ScoreDeclaration,
  Scorer,
  Span,
} from './metric.ts'
export { MetricError, type MetricErrorCode } from './metric-error.ts'
export { createRegistry, type MetricRegistry, type OwnedScore } from './registry.ts'
export { type NgramShares, ngramNovelty, ngramRepetition } from './repetition/ngram-share.ts'
export { createRouge, type RougeOptions, type RougeScorer, rouge } from './rouge/rouge.ts'
export { type RougeReading, type RougeScore, type RougeType, rougeLimits } from './rouge/rouge-pair.ts'
export { exactMatch, normalizeAnswer, tokenF1 } from './squad/squad.ts'
export {
  type AgreementEstimate,
  type RaterAgreement,
  type RaterAgreementOptions,
  raterAgreement,
} from './statistics/agreement/rater-agreement.ts'
export { cliffsDelta, cohensD, cohensDPaired, hedgesG } from './statistics/comparison/effect-size.ts'
export { equivalenceTest } from './statistics/comparison/equivalence.ts'
export {
  type NeededExamplesOptions,
  neededExamples,
  type OpenQuestion,
} from './statistics/comparison/needed-examples.ts'
export {
  type PairedComparison,
  type PairedComparisonOptions,
  pairedComparison,
} from './statistics/comparison/paired-comparison.ts'
export type { PairedMethod } from './statistics/comparison/paired-methods.ts'
export { type Outcome, type VerdictOptions, verdict } from './statistics/comparison/verdict.ts'
export { type Correlation, pearson, spearman } from './statistics/correlation/correlation.ts'
export { type KendallOptions, kendall } from './statistics/correlation/kendall.ts'
export { isSparse, leastExamples } from './statistics/defaults.ts'
export { incompleteBeta } from './statistics/distributions/beta.ts'
export { chiSquareSurvival } from './statistics/distributions/chi-square.ts'
export { incompleteGamma, logGamma } from './statistics/distributions/gamma.ts'
export { normalCdf, normalQuantile, normalSurvival } from './statistics/distributions/normal.ts'
export { studentTCdf, studentTQuantile, studentTSurvival } from './statistics/distributions/student-t.ts'
export type { Alternative } from './statistics/hypothesis/alternative.ts'
export { benjaminiHochberg, benjaminiYekutieli, bonferroni, holm } from './statistics/hypothesis/correction.ts'
export { type McNemarMethod, mcNemarTest, signTest, type TestResult } from './statistics/hypothesis/counts.ts'
export { type MannWhitneyOptions, mannWhitneyTest } from './statistics/hypothesis/mann-whitney.ts'
export { pairedTTest, type TTestOptions, type TTestResult, twoSampleTTest } from './statistics/hypothesis/t-test.ts'
export {
  type WilcoxonOptions,
  type WilcoxonResult,
  wilcoxonTest,
  type ZeroMethod,
} from './statistics/hypothesis/wilcoxon.ts'
export type { IntervalMethod } from './statistics/interval/interval-methods.ts'
export {
  type Interval,
  type ProportionMethod,
  proportionInterval,
  studentInterval,
} from './statistics/interval/intervals.ts'
export {
  type CorrectedMean,
  correctedMean,
  type JudgedScores,
  neededLabels,
} from './statistics/judge/corrected-mean.ts'
export { type MeanInterval, type MeanIntervalOptions, meanInterval } from './statistics/mean-interval.ts'
export {
  type CorpusColumns,
  type CorpusValues,
  corpusValues,
  resampleCorpora,
} from './statistics/random/corpus-values.ts'
export { type Random, seededRandom } from './statistics/random/random.ts'
export { type ResampleOptions, resampleMeans } from './statistics/random/resample.ts'
export {
  type CorpusComparison,
  type CorpusEstimate,
  type CorpusPair,
  corpusBootstrap,
  corpusRandomisation,
} from './statistics/resampling/corpus-resampling.ts'
export { exactRandomisation } from './statistics/resampling/exact-randomisation.ts'
export {
  approximateRandomisation,
  type PairedBootstrap,
  type PairedResamplingOptions,
  pairedBootstrap,
} from './statistics/resampling/paired-resampling.ts'
export type { Numbers } from './statistics/sample/check.ts'
export { type ClusteredMean, type Clusters, clusteredMean } from './statistics/sample/clusters.ts'
export type { ScoreRange } from './statistics/sample/kind.ts'
export { terLimits } from './ter/edit-rate.ts'
export {
  corpusTer,
  createTer,
  sentenceTer,
  type Ter,
  type TerComputer,
  type TerOptions,
  type TerStatistics,
} from './ter/ter.ts'
export type { ReferenceStreams, Segment, SegmentReferences } from './text/references.ts'
