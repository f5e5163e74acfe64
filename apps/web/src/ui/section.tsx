import { type ReactNode, useId } from 'react'

interface SectionProps {
  readonly title: string
  readonly how?: string
  readonly children: ReactNode
}

/** A part of a page, with its heading. */
export function Section({ title, how, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid grid-cols-1 gap-3">
      <div>
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        {how !== undefined && <p className="text-quiet">{how}</p>}
      </div>
      {children}
    </section>
  )
}
