import type { Metadata } from 'next'
import { Suspense } from 'react'
import { DatasetList } from '../../dataset/dataset-list.tsx'
import { DatasetUpload } from '../../dataset/dataset-upload.tsx'
import { datasetTexts } from '../../texts/dataset.ts'
import { PageTitle } from '../../ui/page-title.tsx'

export const metadata: Metadata = { title: datasetTexts.title }

export default function Datasets() {
  return (
    <>
      <PageTitle>{datasetTexts.title}</PageTitle>
      <DatasetUpload />
      <Suspense>
        <DatasetList />
      </Suspense>
    </>
  )
}
