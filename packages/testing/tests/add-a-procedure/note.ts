/** What becomes of a file; undefined: there is none yet. */
type Edit = (text: string | undefined) => string

const made =
  (content: string): Edit =>
  (text) => {
    if (text !== undefined) throw new Error('there is such a file')
    return content
  }

/** Puts lines below the first one that matches. */
const below =
  (...insertions: readonly (readonly [RegExp, string])[]): Edit =>
  (text = '') =>
    insertions.reduce((before, [anchor, line]) => {
      if (!anchor.test(before)) throw new Error(`no line matches ${anchor}`)
      return before.replace(anchor, (match) => `${match}\n${line}`)
    }, text)

const atEnd =
  (line: string): Edit =>
  (text) => {
    if (text === undefined) throw new Error('there is no such file')
    return `${text}${line}\n`
  }

const unchanged: Edit = (text) => {
  if (text === undefined) throw new Error('there is no such file')
  return text
}

const schema = `import { z } from 'zod'

/** Names a note. */
export const noteRef = z.object({ name: z.string().min(1).max(100).describe('name of the note') })

/** A note. */
export const note = z.object({ name: z.string(), author: z.string() }).describe('A note.')

/** A note. */
export type Note = z.infer<typeof note>
`

const repository = `import type { Kysely } from 'kysely'
import type { Database } from '../tables/index.ts'

export async function getAuthor(db: Kysely<Database>, owner_id: string): Promise<string> {
  const { email } = await db.selectFrom('users').select('email').where('id', '=', owner_id).executeTakeFirstOrThrow()
  return email
}
`

const core = `import type { Actor } from '@assay/access'
import { getAuthor } from '@assay/db'
import type { Note } from '@assay/schemas'
import type { CoreDeps } from '../deps.ts'

/** A note. */
export async function getNote(deps: CoreDeps, actor: Actor, { name }: { name: string }): Promise<Note> {
  return { name, author: await getAuthor(deps.db, actor.user_id) }
}
`

const router = `import { getNote } from '@assay/core'
import { note, noteRef } from '@assay/schemas'
import { read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const notes = router({
  get: procedure
    .meta({ method: 'GET', path: '/notes/{name}', summary: 'Get a note' })
    .input(noteRef)
    .output(note)
    .query(read(getNote)),
})
`

const resource = `import type { Note } from '@assay/schemas'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'

/** Notes. */
export class Notes {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Gets a note. */
  get(name: string, options?: CallOptions): AssayPromise<Note> {
    return this.#connection.call(options, (rpc, how) => rpc.notes.get.query({ name }, how))
  }
}
`

const command = `import type { Command } from 'commander'
import type { OpenSession } from '../session/session.ts'

/** \`assay notes get\`. */
export function addNoteCommands(program: Command, open: OpenSession): void {
  const notes = program.command('notes').description('notes')
  notes
    .command('get')
    .argument('<name>')
    .action(async (name: string) => {
      const { assay, show } = await open()
      show(await assay.notes.get(name), ({ author }) => author)
    })
}
`

/** The procedure \`notes.get\`: what each line has done to the files that it names. */
export const note: Readonly<Record<string, readonly Edit[]>> = {
  Schema: [made(schema), atEnd(`export { type Note, note, noteRef } from './note.ts'`)],
  Repository: [made(repository), atEnd(`export { getAuthor } from './repositories/note.ts'`)],
  Core: [made(core), atEnd(`export { getNote } from './data/note.ts'`)],
  Role: [below([/^export const roles = \{$/m, `  'notes.get': signedIn,`])],
  Router: [
    made(router),
    below(
      [/^import .* from '.\/router\/model.ts'$/m, `import { notes } from './router/note.ts'`],
      [/^ {2}models,$/m, '  notes,'],
    ),
  ],
  Resource: [
    made(resource),
    below(
      [/^import .* from '.\/resources\/model.ts'$/m, `import { Notes } from './resources/note.ts'`],
      [/^ {2}readonly models: Models$/m, '  /** Notes. */\n  readonly notes: Notes'],
      [/^ {4}this\.models = .*$/m, '    this.notes = new Notes(connection)'],
    ),
    atEnd(`export type { Notes } from './resources/note.ts'`),
  ],
  Command: [
    made(command),
    below(
      [/^import .* from '.\/commands\/model.ts'$/m, `import { addNoteCommands } from './commands/note.ts'`],
      [/^ {2}addModelCommands.*$/m, '  addNoteCommands(program, open)'],
    ),
  ],
  Walks: [
    below([/^ {2}'models\.list'.*$/m, `  'notes.get': { asked: () => ({ path: { name: 'a note' } }) },`]),
    unchanged,
  ],
}
