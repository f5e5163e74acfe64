'use client'

import Link from 'next/link'
import { homeTexts } from '../texts/home.ts'
import { CopyText } from '../ui/copy-text.tsx'

const { steps } = homeTexts

/** What a new user does first. */
export function FirstRun() {
  const { origin } = location
  return (
    <section aria-label={homeTexts.first} className="max-w-4xl rounded-lg border border-line bg-raised p-6 sm:p-8">
      <h2 className="text-lg font-semibold">{homeTexts.first}</h2>
      <p className="mt-1 text-quiet">{homeTexts.first_how}</p>
      <div className="mt-6 grid gap-6">
        <div>
          <h3 className="font-semibold">{steps.data}</h3>
          <p className="mb-3 text-quiet">{steps.data_how}</p>
          <Link
            href="/datasets"
            className="inline-flex rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent hover:opacity-90"
          >
            {steps.data_link}
          </Link>
        </div>
        <div>
          <h3 className="font-semibold">{steps.cli}</h3>
          <CopyText text={`npx assay login --url ${origin}`} />
          <CopyText text="npx assay evaluate news.csv --models lead-3,textrank --metrics rouge" />
        </div>
        <div>
          <h3 className="font-semibold">{steps.sdk}</h3>
          <CopyText text={`const assay = new Assay({ url: '${origin}', apiKey: process.env.ASSAY_API_KEY })`} />
          <CopyText text="const dataset = await assay.datasets.upload('news.csv', { name: 'news' })" />
        </div>
      </div>
    </section>
  )
}
