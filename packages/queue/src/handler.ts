import { isMessageName, type MessageName, type MessagePayload, messageNames } from './catalogue.ts'

export interface MessageContext {
  readonly message_id: string
  /** 1 for the first. */
  readonly attempt: number
  /** Aborted when the result no longer counts: time is up, or the message was given to another worker. */
  readonly signal: AbortSignal
}

/** Must be safe to call twice for one message, also at once. */
export type Handler<Name extends MessageName> = (
  payload: MessagePayload<Name>,
  context: MessageContext,
) => Promise<void>

export type Handlers = { readonly [Name in MessageName]: Handler<Name> }

export function assertComplete(handlers: Handlers): void {
  const missing = messageNames.filter((name) => !Object.hasOwn(handlers, name))
  const unknown = Object.keys(handlers).filter((name) => !isMessageName(name))
  if (missing.length > 0) throw new Error(`No handler for the message ${missing.join(', ')}`)
  if (unknown.length > 0) throw new Error(`No message for the handler ${unknown.join(', ')}`)
}

export interface DeadMessage {
  readonly name: MessageName
  readonly payload: unknown
  readonly error: unknown
}
