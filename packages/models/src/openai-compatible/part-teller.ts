import type { SecretMask } from '@assay/masking'
import type { PredictionPart, SpecOf } from '../provider.ts'
import { splitStream } from './reasoning-stream.ts'

/** Is told the pieces of an answer as they come. */
export interface PartTeller {
  say(text: string): void
  reason(text: string): void
  /** Nothing more comes. */
  end(): void
}

interface Telling {
  readonly onPart: (part: PredictionPart) => void
  readonly mask: SecretMask
  readonly reasoning: SpecOf<'openai-compatible'>['reasoning']
}

/** Tells parts without secrets, and what the model thinks aloud at the beginning of its text apart. */
export function createPartTeller({ onPart, mask, reasoning }: Telling): PartTeller {
  const tell = (type: PredictionPart['type']) => (text: string) => {
    if (text !== '') onPart({ type, text: text.replaceAll('\0', '\ufffd') })
  }
  const [said, thought] = [mask.stream(), mask.stream()]
  const [onText, onReasoning] = [tell('text'), tell('reasoning')]
  const split = reasoning === 'keep' ? { push: onText, end: () => {} } : splitStream({ onText, onReasoning })
  return {
    say: (text) => split.push(said.push(text)),
    reason: (text) => onReasoning(thought.push(text)),
    end() {
      onReasoning(thought.end())
      split.push(said.end())
      split.end()
    },
  }
}
