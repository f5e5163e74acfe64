import type { Metadata } from 'next'
import { NewEvaluation } from '../../../evaluation/new-evaluation.tsx'
import { evaluationTexts } from '../../../texts/evaluation.ts'
import { PageTitle } from '../../../ui/page-title.tsx'

export const metadata: Metadata = { title: evaluationTexts.title }

export default function NewEvaluationPage() {
  return (
    <>
      <PageTitle>{evaluationTexts.title}</PageTitle>
      <NewEvaluation />
    </>
  )
}
