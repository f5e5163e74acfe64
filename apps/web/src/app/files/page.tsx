import type { Metadata } from 'next'
import { Suspense } from 'react'
import { FileBrowser } from '../../file/file-browser.tsx'
import { fileTexts } from '../../texts/file.ts'
import { Loading } from '../../ui/loading.tsx'
import { PageTitle } from '../../ui/page-title.tsx'

export const metadata: Metadata = { title: fileTexts.title }

export default function Files() {
  return (
    <>
      <PageTitle>{fileTexts.title}</PageTitle>
      <Suspense fallback={<Loading />}>
        <FileBrowser />
      </Suspense>
    </>
  )
}
