import { sessionTexts } from '../texts/session.ts'
import { Entrance } from './entrance.tsx'

/** While nobody has an account. */
export function Unclaimed() {
  return (
    <Entrance title={sessionTexts.unclaimed.title}>
      <p>{sessionTexts.unclaimed.how}</p>
    </Entrance>
  )
}
