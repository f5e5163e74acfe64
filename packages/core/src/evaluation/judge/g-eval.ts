import type { JudgeCriterion } from '@assay/schemas'
import { type BuiltinJudge, toBuiltin } from './builtin.ts'

// after Y. Liu et al., G-Eval: NLG Evaluation using GPT-4 with Better Human Alignment, EMNLP 2023: a criterion with its
// scale, the steps of the evaluation written out (chain of thought), a form to fill in; the words are ours

type Asked = Pick<JudgeCriterion, 'name' | 'description' | 'steps'>

function steps(...lines: readonly string[]): string {
  return ['Steps:', ...lines.map((line, at) => `${at + 1}. ${line}`)].join('\n')
}

const ofSummaries: readonly Asked[] = [
  {
    name: 'coherence',
    description:
      'Coherence: whether the sentences of the summary form one well-ordered whole. 5: each sentence follows ' +
      'from those ' +
      'before it, and one reads it as a single account. 3: it can be followed, with jumps or repetitions. 1: a ' +
      'heap of ' +
      'unconnected sentences.',
    steps: steps(
      'Read the text and note its topic and main points.',
      'Read the summary, and see whether its sentences lead from one to the next in a sensible order.',
      'Look for jumps, repetitions and pronouns that refer to nothing.',
      'Choose the score whose description fits best.',
    ),
  },
  {
    name: 'consistency',
    description:
      'Consistency: whether everything that the summary claims is said in the text. 5: each claim is in the text. 3: ' +
      'some details are changed or added, the main claims hold. 1: main claims are wrong or made up. What the ' +
      'summary ' +
      'leaves out does not count here.',
    steps: steps(
      'List the claims of the summary: who did what, when, how much.',
      'Look up each claim in the text.',
      'Note every claim that the text contradicts or does not hold.',
      'Choose the score by how many these are and how much they matter.',
    ),
  },
  {
    name: 'fluency',
    description:
      'Fluency: how well the summary is written, sentence by sentence, whatever it says. 5: faultless in grammar, ' +
      'spelling, punctuation and choice of words. 3: faults that do not stand in the way of understanding. 1: ' +
      'hard to ' +
      'read or not to be understood.',
    steps: steps(
      'Read the summary sentence by sentence.',
      'Note faults of grammar, spelling, punctuation and choice of words, and broken or unfinished sentences.',
      'Choose the score by how far these hinder reading.',
    ),
  },
  {
    name: 'relevance',
    description:
      'Relevance: whether the summary has what matters of the text and little else. 5: all main points and ' +
      'nothing that ' +
      'is beside the point. 3: a main point is missing, or a good part is of little weight. 1: it misses what ' +
      'the text ' +
      'is about.',
    steps: steps(
      'Read the text and list its main points in order of weight.',
      'See which of these points the summary has.',
      'Note what it has that is of little weight or said twice.',
      'Choose the score by what is missing and what is too much.',
    ),
  },
]

const consistencyOfTranslations = {
  name: 'consistency',
  description:
    'Consistency: whether the translation says what the source says. 5: the whole meaning, nothing left out ' +
    'and nothing ' +
    'added. 3: the main meaning, with details lost or changed. 1: another meaning, or not translated at all.',
}

const fluencyOfTranslations: Asked = {
  name: 'fluency',
  description:
    'Fluency: whether the translation reads as if it had been written in its language. 5: natural and faultless. 3: ' +
    'understood without effort, with faults or turns of phrase that nobody would use. 1: hard to read or not to be ' +
    'understood.',
  steps: steps(
    'Read the translation alone, as somebody would who has not seen the source.',
    'Note faults of grammar, spelling and punctuation, and phrases that are taken over word by word.',
    'Choose the score by how far these hinder reading.',
  ),
}

const ofTranslations: readonly Asked[] = [
  {
    ...consistencyOfTranslations,
    steps: steps(
      'Read the source and the reference, which is one good translation among several possible ones.',
      'Compare the translation with both, part by part: what is missing, added or has another meaning?',
      'Other words with the same meaning are no fault.',
      'Choose the score by how much of the meaning is kept.',
    ),
  },
  fluencyOfTranslations,
]

const ofTranslationsAlone: readonly Asked[] = [
  {
    ...consistencyOfTranslations,
    steps: steps(
      'Read the source and put its meaning into your own words, part by part.',
      'Compare the translation with that: what is missing, added or has another meaning?',
      'Choose the score by how much of the meaning is kept.',
    ),
  },
  fluencyOfTranslations,
]

/** G-Eval for summaries and translations, with and without a reference. */
export const gEval: readonly BuiltinJudge[] = [
  toBuiltin({ name: 'g_eval_summarization', title: 'G-Eval, summaries', needs: ['input', 'reference'] }, ofSummaries),
  toBuiltin(
    { name: 'g_eval_translation', title: 'G-Eval, translations', needs: ['input', 'reference'] },
    ofTranslations,
  ),
  toBuiltin(
    { name: 'g_eval_translation_noref', title: 'G-Eval, translations without reference', needs: ['input'] },
    ofTranslationsAlone,
  ),
]
