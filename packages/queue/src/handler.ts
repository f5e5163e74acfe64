import { isMessageName, type MessageName, type MessagePayload, messageNames } from './catalogue.ts'

/** What a handler knows beside the payload. */
export interface MessageContext {
  readonly message_id: string
  /** 1 for the first. */
  readonly attempt: number
  /** Aborted when the result can no longer count: time is up, or the message was given to another worker. */
  readonly signal: AbortSignal
}

/** Does what a message asks for. It may be called twice for one message, also at once. */
export type Handler<Name extends MessageName> = (
  payload: MessagePayload<Name>,
  context: MessageContext,
) => Promise<void>

/** One handler for each message of the catalogue. */
export type Handlers = { readonly [Name in MessageName]: Handler<Name> }

/** Throws unless there is exactly one handler for each message. */
export function assertComplete(handlers: Handlers): void {
  const missing = messageNames.filter((name) => !Object.hasOwn(handlers, name))
  const unknown = Object.keys(handlers).filter((name) => !isMessageName(name))
  if (missing.length > 0) throw new Error(`No handler for the message ${missing.join(', ')}`)
  if (unknown.length > 0) throw new Error(`No message for the handler ${unknown.join(', ')}`)
}

/** A message that will not be tried again. */
export interface DeadMessage {
  readonly name: MessageName
  readonly payload: unknown
  /** What the last attempt failed with. */
  readonly error: unknown
}
