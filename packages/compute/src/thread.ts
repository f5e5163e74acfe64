/** All that a computing thread can be asked to do, by name. A structured clone keeps what goes in and out. */
export { calibrate } from './contrast/calibration.ts'
export { contrast } from './contrast/contrast.ts'
export { contrastCorpus } from './contrast/corpus-contrast.ts'
export { explainExample, makeCorpora } from './contrast/question-work.ts'
export { sliceScores } from './contrast/slice-scores.ts'
export { corpus, interval, predict, score, summandNames } from './scoring/batch-work.ts'
