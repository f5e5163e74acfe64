import type { Metadata } from 'next'
import { ModelList } from '../../model/model-list.tsx'
import { NewModel } from '../../model/new-model.tsx'
import { modelTexts } from '../../texts/model.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Section } from '../../ui/section.tsx'

export const metadata: Metadata = { title: modelTexts.title }

export default function Models() {
  return (
    <>
      <PageTitle>{modelTexts.title}</PageTitle>
      <p className="mb-4 -mt-2 text-quiet">{modelTexts.how}</p>
      <ModelList />
      <div className="mt-8">
        <Section title={modelTexts.add}>
          <NewModel />
        </Section>
      </div>
    </>
  )
}
