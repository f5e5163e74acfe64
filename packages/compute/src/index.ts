export { openCompute } from './compute.ts'
export type { Calibrated, CalibratedRun } from './contrast/calibration.ts'
export { type CallScore, callScores, isCallScore, withCallMargin } from './contrast/call-scores.ts'
export { type Contrast, contrast, factsOf } from './contrast/contrast.ts'
export type { CorpusAnswer, CorpusPart, RepeatSummands } from './contrast/corpus-parts.ts'
export { resamples } from './contrast/draws.ts'
export { pick, type ScoreTable } from './contrast/score-table.ts'
export type { SlicedScores } from './contrast/slice-scores.ts'
export type { Asker, Statistics } from './contrast/statistics.ts'
export { callsOf, type JudgeCall, ordersOf } from './judge/judge-call.ts'
export {
  declareJudge,
  isOfJudge,
  judgedScores,
  judgeOf,
  metricsOf,
  scoreNamesOf,
  swapConsistency,
  toMetric,
  withDeclared,
} from './judge/judge-metric.ts'
export {
  type Judgement,
  judgementColumns,
  judgementOutput,
  keptJudgementColumns,
  type Taken,
  toJudgementRow,
  toJudgements,
} from './judge/judgement-file.ts'
export { MetricModuleError } from './metric-modules/error.ts'
export { locateModule } from './metric-modules/locate.ts'
export { openRegistry } from './metric-modules/open-registry.ts'
export {
  answerColumn,
  type KeptPrediction,
  keptPredictionColumns,
  predictionColumns,
  predictionOutput,
  toKeptPrediction,
  toldColumns,
  toldOfPrediction,
  toPredictionRow,
} from './prediction-file.ts'
export {
  errorColumn,
  factColumns,
  repeatColumns,
  reservedNames,
  scoreFileColumns,
  scoreOutput,
  summandColumns,
  toScoreRow,
} from './score-file.ts'
export type { SummandNames } from './scoring/batch-work.ts'
export type { BatchScores, ScoredText } from './scoring/scorers.ts'
export { isBaseline, type Scoring } from './scoring/scoring.ts'
export type { CorpusSums } from './scoring/summary.ts'
