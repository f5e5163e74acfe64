import { finalMark, marks } from './reasoning.ts'

interface Told {
  readonly onText: (text: string) => void
  readonly onReasoning: (text: string) => void
}

interface SplitStream {
  push(piece: string): void
  end(): void
}

/** Does to a text that comes in pieces what `splitReasoning` does to a whole one that begins with its thoughts. */
export function splitStream({ onText, onReasoning }: Told): SplitStream {
  let held = ''
  let end: string | undefined
  let isAnswer = false

  /** Whether there may be more to tell of what is held. */
  function goOn(): boolean {
    if (isAnswer) return say()
    if (end !== undefined) return think(end)
    const text = held.trimStart()
    const mark = marks.find(([begin]) => text.startsWith(begin))
    if (mark) {
      const [begin, close] = mark
      held = text.slice(begin.length)
      end = close
      return true
    }
    if (text === '' || beginnings.some((begin) => begin.startsWith(text))) return false
    if (text.startsWith(finalMark)) held = text.slice(finalMark.length)
    isAnswer = true
    return true
  }

  function say(): boolean {
    onText(held)
    held = ''
    return false
  }

  function think(close: string): boolean {
    const at = held.indexOf(close)
    const until = at === -1 ? Math.max(0, held.length - close.length + 1) : at
    onReasoning(held.slice(0, until))
    held = at === -1 ? held.slice(until) : held.slice(at + close.length).trimStart()
    if (at === -1) return false
    end = undefined
    return true
  }

  return {
    push(piece) {
      held += piece
      while (goOn());
    },
    end() {
      if (end === undefined) onText(held)
      else onReasoning(held)
      held = ''
    },
  }
}

const beginnings = [...marks.map(([begin]) => begin), finalMark]
