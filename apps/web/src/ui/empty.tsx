import { CopyText } from './copy-text.tsx'

interface EmptyProps {
  readonly title: string
  readonly how: string
  /** What to type in a terminal. */
  readonly command: string
}

/** Says what would stand here, and how it comes to be. */
export function Empty({ title, how, command }: EmptyProps) {
  return (
    <section className="rounded-lg border border-dashed border-line bg-raised p-8">
      <h2 className="text-base font-semibold">{title}</h2>
      <p className="mt-1 text-quiet">{how}</p>
      <div className="mt-3 max-w-3xl">
        <CopyText text={command} />
      </div>
    </section>
  )
}
