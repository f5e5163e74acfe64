import { workerData } from 'piscina'
import { z } from 'zod'
import { openRegistry } from '../metric-modules/index.ts'
import { type Contrast, type Contrasting, contrast } from './contrast.ts'
import { type CorpusContrasting, contrastCorpus } from './corpus-contrast.ts'
import { answerCorpus, type CorpusAnswer, type CorpusQuestion } from './corpus-parts.ts'
import { type SlicedScores, type Slicing, sliceScores } from './slice-scores.ts'

/** Compares runs, score by score. */
export function contrastRuns(question: Contrasting): Contrast[] {
  return contrast(question)
}

/** Compares runs, slice by slice. */
export function contrastSlices(question: Slicing): SlicedScores {
  return sliceScores(question)
}

/** Compares runs on a score over all examples at once. */
export function contrastCorpora(question: CorpusContrasting): Contrast {
  return contrastCorpus(question)
}

// each thread has this module to itself: modules of metrics are loaded once a thread, when a corpus score is first asked for
let opening: ReturnType<typeof openRegistry> | undefined

/** Makes corpus scores of what they are made of. */
export async function makeCorpora(question: CorpusQuestion): Promise<CorpusAnswer> {
  const settings = z.object({ modules: z.array(z.string()), model_directory: z.string().optional() }).parse(workerData)
  opening ??= openRegistry(settings)
  const { corpus } = (await (await opening).find(question.metric)?.scorer()) ?? {}
  return corpus ? answerCorpus(corpus, question) : { reason: 'The metric gives no such score here.' }
}
