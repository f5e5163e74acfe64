import { answer } from './child/answer.ts'
import { RunningCalls } from './child/running-calls.ts'
import { parentMessage } from './protocol.ts'

const calls = new RunningCalls()

process.on('message', (message) => {
  const told = parentMessage.parse(message)
  if (told.type === 'run') void answer(calls, told)
  else if (told.type === 'more') calls.more(told.id)
  else calls.stop(told.id)
})

// an orderly exit would wait for queries under way
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

// Ctrl-C reaches the whole process group: the parent decides whether the work goes on
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})

process.send?.({ type: 'ready' })
