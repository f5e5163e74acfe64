import type { Metadata } from 'next'
import { HomePage } from '../home/home-page.tsx'
import { homeTexts } from '../texts/home.ts'
import { PageTitle } from '../ui/page-title.tsx'

export const metadata: Metadata = { title: homeTexts.title }

export default function Home() {
  return (
    <>
      <PageTitle>{homeTexts.title}</PageTitle>
      <HomePage />
    </>
  )
}
