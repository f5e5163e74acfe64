import type { Log } from '@assay/db'
import { DomainError } from '@assay/schemas'
import { ZodError } from 'zod'
import { type MessageName, messages } from './catalogue.ts'
import type { DeadMessage, Handlers, MessageContext } from './handler.ts'

interface Taken {
  readonly data: unknown
  readonly context: MessageContext
  readonly log: Log
  readonly onDeadLetter: ((letter: DeadMessage) => Promise<void>) | undefined
}

/** How a message ends for pg-boss: a failed one is retried while it has attempts left, a dead letter is not. */
interface Outcome {
  readonly status: 'completed' | 'failed' | 'deadletter'
  readonly output?: { readonly message: string }
}

export async function outcomeOf<Name extends MessageName>(
  handlers: Handlers,
  name: Name,
  { data, context, log, onDeadLetter }: Taken,
): Promise<Outcome> {
  try {
    await handle(handlers, name, { data, context })
    return { status: 'completed' }
  } catch (error) {
    const { message_id, attempt } = context
    const status = isFinal(error) ? 'deadletter' : 'failed'
    const about = messages[name].payload.safeParse(data).data
    log.error({ error, name, ...about, message_id, attempt, status }, 'a message could not be handled')
    const isLast = status === 'deadletter' || attempt > messages[name].retry_limit
    if (isLast) await onDeadLetter?.({ name, payload: data, error }).catch(warnOf(log))
    return { status, output: { message: error instanceof Error ? error.message : String(error) } }
  }
}

async function handle<Name extends MessageName>(
  handlers: Handlers,
  name: Name,
  { data, context }: Pick<Taken, 'data' | 'context'>,
) {
  const handler: Handlers[Name] = handlers[name]
  await handler(messages[name].payload.parse(data), context)
}

function warnOf(log: Log) {
  return (error: unknown) => log.warn({ error }, 'a dead letter could not be told')
}

/** Whether trying again cannot help. An unknown error may pass. */
function isFinal(error: unknown): boolean {
  return error instanceof ZodError || (DomainError.is(error) && !error.retryable)
}
