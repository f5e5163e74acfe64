import type { Log } from '@assay/dispatch'

type Level = 'info' | 'warn' | 'error'

/** A log for people: one line each, the facts behind what happened. */
export function createLog(write: (line: string) => void): Log {
  const say = (level: Level) => (facts: object, message: string) => {
    const told = Object.entries(facts).map(([name, fact]) => `${name}=${asText(fact)}`)
    const mark = level === 'info' ? '' : `${level}: `
    write(`${new Date().toISOString()} ${[mark + message, ...told].join(' ')}\n`)
  }
  return { info: say('info'), warn: say('warn'), error: say('error') }
}

function asText(fact: unknown): string {
  if (fact instanceof Error) return JSON.stringify(fact.message)
  return typeof fact === 'string' && /^[\w./:-]+$/.test(fact) ? fact : (JSON.stringify(fact) ?? 'undefined')
}
