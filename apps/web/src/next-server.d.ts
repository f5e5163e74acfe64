// Of Next, what the process that serves the pages uses. Its own types change those of Node for every program that sees
// them, so that the programs of servers see these: `paths` of the tsconfig at the root.
import type { IncomingMessage, ServerResponse } from 'node:http'

interface NextServer {
  prepare(): Promise<void>
  getRequestHandler(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
  close(): Promise<void>
}

export default function next(options: { dev: boolean; dir: string; quiet: boolean }): NextServer
