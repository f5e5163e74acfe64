import type { Metadata } from 'next'
import { RunPage } from '../../../run/run-page.tsx'
import { runTexts } from '../../../texts/run.ts'

export const metadata: Metadata = { title: runTexts.name }

interface Props {
  readonly params: Promise<{ readonly run_id: string }>
}

export default async function Page({ params }: Props) {
  return <RunPage run_id={(await params).run_id} />
}
