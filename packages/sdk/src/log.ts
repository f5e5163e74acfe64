/** How much is logged: of each level, what it says and all that stands before it. */
export type LogLevel = 'off' | 'error' | 'warn' | 'info' | 'debug'

/** Who is told what the client does; `console` is one, and so are the loggers of pino and winston. */
export interface Logger {
  error(message: string, facts: Readonly<Record<string, unknown>>): void
  warn(message: string, facts: Readonly<Record<string, unknown>>): void
  info(message: string, facts: Readonly<Record<string, unknown>>): void
  debug(message: string, facts: Readonly<Record<string, unknown>>): void
}

const levels = ['off', 'error', 'warn', 'info', 'debug'] as const satisfies readonly LogLevel[]

/** Tells a level from other text. */
export function isLogLevel(text: string | undefined): text is LogLevel {
  return levels.some((level) => level === text)
}

/** A logger that leaves out what is above its level. */
export function leveled(logger: Logger, most: LogLevel): Logger {
  const pick = (level: Exclude<LogLevel, 'off'>): Logger['error'] =>
    levels.indexOf(level) <= levels.indexOf(most) ? (message, facts) => logger[level](message, facts) : () => undefined
  return { error: pick('error'), warn: pick('warn'), info: pick('info'), debug: pick('debug') }
}

/** Where the log goes unless told: in a program to stderr, as stdout is its own; in a page to its console. */
export function defaultLogger(): Logger {
  if (typeof process === 'undefined') return console
  // biome-ignore lint/suspicious/noConsole: who wants another logger gives one
  const say: Logger['error'] = (message, facts) => console.error(`assay: ${message}`, facts)
  return { error: say, warn: say, info: say, debug: say }
}
