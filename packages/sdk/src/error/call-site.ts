import type { AssayError } from './assay-error.ts'

/** This file where all is one file; the folder of the sources where it is not. */
const own = import.meta.url.replace(/error\/call-site\.\w+$/, '')
const mostFrames = 3

/**
 * Remembers where a call began, below `entry`: what it throws later points there and not into this client, so that an
 * error that nobody catches is told in five lines.
 */
export function startedAt(entry: (...args: never[]) => unknown): (error: AssayError) => AssayError {
  const site: { stack?: string } = {}
  if ('captureStackTrace' in Error) Error.captureStackTrace(site, entry)
  const frames = (site.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const outer = frames.filter((frame) => !frame.includes(own) && !frame.includes('node:'))
  return (error) => {
    if (outer.length > 0) error.stack = [headOf(error), ...outer.slice(0, mostFrames), ...factsOf(error)].join('\n')
    return error
  }
}

function headOf({ name, code, message }: AssayError): string {
  return `${name} [${code}]: ${message}`
}

function factsOf({ status, request_id }: AssayError): string[] {
  if (status === undefined) return []
  return [`    status ${status}${request_id === undefined ? '' : `, request ${request_id}`}`]
}
