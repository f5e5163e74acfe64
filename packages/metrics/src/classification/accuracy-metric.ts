import { defineMetric } from '../define-metric.ts'
import { missingReference } from '../missing-reference.ts'

/** Whether the predicted label is the right one. */
export const accuracyMetric = defineMetric({
  name: 'accuracy',
  title: 'Accuracy',
  description:
    'Whether the prediction is the label of a reference, after trimming; case counts, but for true and false, which ' +
    'JSON and Python write in different case, and 1.0 is 1. It does not see how rare a ' +
    'label is: scores of all labels together, such as macro F1, kappa and MCC, are functions of @assay/metrics ' +
    '(averagedScores, balancedAccuracy, cohensKappa, matthewsCorrelation).',
  scores: [{ name: 'accuracy', title: 'Accuracy', direction: 'higher', range: [0, 1], unit: 'fraction', margin: 0.01 }],
  version: '3',
  equals: 'scikit-learn 1.9 accuracy_score, of trimmed labels',
  citation: {
    text: 'Fabian Pedregosa et al. Scikit-learn: Machine Learning in Python. JMLR 12, 2011.',
    url: 'https://www.jmlr.org/papers/v12/pedregosa11a.html',
  },
  scorer: {
    score: ({ prediction, references }) => ({
      accuracy: references.length === 0 ? null : Number(references.some((label) => isSame(label, prediction))),
    }),
    reason: missingReference,
  },
})

function isSame(label: string, prediction: string): boolean {
  const [wanted, found] = [withoutZeros(label.trim()), withoutZeros(prediction.trim())]
  if (wanted === found) return true
  return truth.test(wanted) && wanted.toLowerCase() === found.toLowerCase()
}

/** Tables with absent labels hold the others as decimal numbers. */
function withoutZeros(label: string): string {
  return label.replace(/^(-?\d+)\.0+$/, '$1')
}

/** A truth value, however languages write it. */
const truth = /^(?:true|false)$/i
