import { type ReactNode, useRef } from 'react'
import { comparisonTexts } from '../../texts/comparison.ts'
import { useWidth } from '../../ui/width.ts'
import { saveFigure } from './save-figure.ts'

interface FigureProps {
  readonly title: string
  readonly note?: ReactNode
  /** Under which name it is saved. */
  readonly filename: string
  readonly heading?: 'h2' | 'h3'
  /** Draws as wide as there is room. */
  readonly children: (width: number) => ReactNode
}

/** A drawing with its title, as wide as there is room, that can be saved. */
export function Figure({ title, note, filename, heading: Heading = 'h3', children }: FigureProps) {
  const [frame, width] = useWidth<HTMLDivElement>()
  const figure = useRef<HTMLElement>(null)
  const save = (format: 'svg' | 'png') => {
    const drawing = figure.current?.querySelector<SVGSVGElement>('svg[role="img"]')
    if (drawing) void saveFigure(drawing, filename, format)
  }
  return (
    <figure ref={figure} className="min-w-0 break-inside-avoid">
      <figcaption className="mb-1 flex flex-wrap items-baseline gap-x-3">
        <Heading className="font-semibold break-words">{title}</Heading>
        {note !== undefined && <span className="text-quiet">{note}</span>}
        <span className="ml-auto flex gap-1 print:hidden">
          {(['svg', 'png'] as const).map((format) => {
            const text = format === 'svg' ? comparisonTexts.save_svg : comparisonTexts.save_png
            return (
              <button
                key={format}
                type="button"
                onClick={() => save(format)}
                aria-label={comparisonTexts.save_as(title, text)}
                className="rounded px-1.5 py-0.5 text-xs text-quiet hover:bg-hover hover:text-ink"
              >
                {text}
              </button>
            )
          })}
        </span>
      </figcaption>
      <div ref={frame} className="contain-inline-size">
        {width > 0 && children(width)}
      </div>
    </figure>
  )
}
