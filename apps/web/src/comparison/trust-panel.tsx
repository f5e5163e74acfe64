import { comparisonTexts, trustTexts } from '../texts/comparison.ts'
import type { TrustCheck } from './trust-checks.ts'

const looks = {
  fine: { mark: '✓', look: 'text-quiet' },
  attention: { mark: '!', look: 'text-warn font-bold' },
  open: { mark: '·', look: 'text-quiet' },
} as const

/** What the verdict rests on; only what is wrong is coloured. */
export function TrustPanel({ checks }: { readonly checks: readonly TrustCheck[] }) {
  return (
    <section aria-labelledby="trust" className="rounded-lg border border-line bg-raised p-4">
      <h2 id="trust" className="font-semibold">
        {comparisonTexts.trust}
      </h2>
      <ul className="mt-2 grid gap-x-8 gap-y-1.5">
        {checks.map(({ title, state, text }) => (
          <li key={`${title} ${text}`} className="grid grid-cols-[1rem_1fr] gap-1.5">
            <span aria-hidden="true" className={`text-center ${looks[state].look}`}>
              {looks[state].mark}
            </span>
            <span className="min-w-0 break-words">
              <span className="sr-only">{trustTexts.states[state]}: </span>
              <span className={state === 'attention' ? 'font-medium text-warn' : 'font-medium'}>{title}</span>{' '}
              <span className="text-quiet">{text}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
