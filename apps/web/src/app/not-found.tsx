import Link from 'next/link'
import { errorTexts } from '../texts/error.ts'
import { shellTexts } from '../texts/shell.ts'
import { PageTitle } from '../ui/page-title.tsx'

export default function NotFound() {
  return (
    <>
      <PageTitle>{errorTexts.no_page}</PageTitle>
      <p>{errorTexts.not_found}</p>
      <p className="mt-4">
        <Link href="/" className="text-accent underline">
          {shellTexts.places.home}
        </Link>
      </p>
    </>
  )
}
