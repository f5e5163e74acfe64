import type { Metadata } from 'next'
import { DatasetList } from '../../dataset/dataset-list.tsx'
import { texts } from '../../texts.ts'
import { PageTitle } from '../../ui/page-title.tsx'

export const metadata: Metadata = { title: texts.dataset.title }

export default function Datasets() {
  return (
    <>
      <PageTitle>{texts.dataset.title}</PageTitle>
      <DatasetList />
    </>
  )
}
