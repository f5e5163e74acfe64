import type { LogLine as Line } from '@assay/schemas'
import Anser from 'anser'
import { jobTexts } from '../texts/job.ts'

interface LogLineProps {
  readonly number: number
  /** Undefined: it is on its way. */
  readonly line: Line | undefined
  readonly is_marked: boolean
  readonly does_wrap: boolean
  readonly has_times: boolean
  readonly onMark: (number: number) => void
}

const streams = { stdout: '', stderr: 'text-warn', system: 'text-accent italic' } as const

export function LogLine({ number, line, is_marked, does_wrap, has_times, onMark }: LogLineProps) {
  const wrap = does_wrap ? 'break-all whitespace-pre-wrap' : 'whitespace-pre'
  return (
    <div className={`flex min-h-5 gap-3 px-3 leading-5 ${is_marked ? 'bg-hover' : ''}`}>
      <button
        type="button"
        aria-label={jobTexts.log.line(number)}
        onClick={() => onMark(number)}
        className="w-12 shrink-0 text-right text-quiet tabular-nums select-none hover:text-accent"
      >
        {number}
      </button>
      {has_times && <span className="shrink-0 text-quiet tabular-nums">{line?.time.slice(11, 23)}</span>}
      <span className={`min-w-0 ${wrap} ${line ? streams[line.stream] : ''}`}>
        {line && <Coloured text={line.text} />}
      </span>
    </div>
  )
}

/** Colours as the job wrote them; every other control is left out. */
function Coloured({ text }: { readonly text: string }) {
  if (!text.includes('\u001B')) return text
  const parts = Anser.ansiToJson(text, { json: true, remove_empty: true, use_classes: true })
  return parts.map(({ content, fg, decorations }, index) => (
    <span
      key={index}
      className={[colours.get(fg), decorations.includes('bold') && 'font-bold'].filter(Boolean).join(' ')}
    >
      {content}
    </span>
  ))
}

const colours = new Map([
  ['ansi-red', 'text-bad'],
  ['ansi-bright-red', 'text-bad'],
  ['ansi-green', 'text-good'],
  ['ansi-bright-green', 'text-good'],
  ['ansi-yellow', 'text-warn'],
  ['ansi-bright-yellow', 'text-warn'],
  ['ansi-blue', 'text-accent'],
  ['ansi-bright-blue', 'text-accent'],
  ['ansi-cyan', 'text-accent'],
  ['ansi-bright-black', 'text-quiet'],
])
