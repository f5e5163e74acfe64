import { putLateOutput, putWorkOutput } from '@assay/core'
import { applicationSpec } from '@assay/schemas'
import { whileAllowed } from '../../../plain/while-allowed.ts'
import { parse, Refusal, saying } from '../../error.ts'
import { body, defaulting, literal, text } from '../../lax.ts'
import type { Asked } from '../../routes.ts'
import { notFound } from '../error.ts'
import { readFilePart } from '../user/file-part.ts'
import { findWritable, numberIn } from './found-job.ts'
import { grantOf } from './grant.ts'
import { foldersUp } from './job-specs.ts'

const types = ['output', 'log', 'artifact'] as const
const query = body({ type: literal(types, 'enum'), base_path: defaulting(text, '') })

const procedure = 'work.output'

/** Lets the worker send files that its job leaves, as many as it has for one folder. */
export async function grantUpload(asked: Asked) {
  const said = parse(query, asked.request.query, 'query')
  const number = numberIn(asked)
  await findWritable(asked, number)
  requirePlain(said.base_path)
  asked.reply.code(201)
  return grantOf(asked, { method: 'post', parts: ['jobs', String(number), 'files', 'upload'], query: said })
}

/** Stores a file that the job of a worker leaves. */
export async function uploadFile(asked: Asked) {
  const { platform, request, reply } = asked
  const { type, base_path } = parse(query, request.query, 'query')
  const { number, session_id, job, is_held } = await findWritable(asked)
  const folder = requirePlain(base_path)
  const { deps, actor } = await platform.enter(request, procedure)
  using revocation = platform.contextOf(request).untilRevoked(procedure)
  const stored = readFilePart<unknown>(request, ({ filename, body: bytes }) => {
    const place = placeOf(job.spec, type, [folder, filename].filter(Boolean).join('/'))
    return whileAllowed<unknown>(bytes, revocation, (stream) =>
      is_held
        ? putWorkOutput(deps, actor, { session_id, job_id: job.id, attempt: job.attempt, ...place, body: stream })
        : putLateOutput(deps, actor, { number, ...place, body: stream }),
    )
  })
  await saying(stored, {
    ...{ ATTEMPT_SUPERSEDED: () => notFound(), NUMBERED_JOB_NOT_FOUND: () => notFound() },
    INPUT_INVALID: ({ message }) => new Refusal(422, message),
  }).catch((error: unknown) => {
    // unread bytes of a refused request would come before the next request
    reply.header('connection', 'close')
    throw error
  })
  return reply.code(201).type('application/json').send('null')
}

/** Below which output, and where, stands what a worker sends: it names the folder of the container first. */
function placeOf(given: unknown, type: string, path: string): { readonly name: string; readonly path: string } {
  const spec = applicationSpec.parse(given)
  const [name] = Object.entries(spec.outputs).find(([, { to }]) => to === type) ?? []
  if (name === undefined) throw new Refusal(422, `The job leaves nothing of the type ${type}`)
  const folder = foldersUp(spec)[type] ?? '.'
  const rest = folder === '.' ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path
  return { name, path: rest }
}

/** Without slashes at its ends and doubled ones. Throws a refusal for a path that leads out of the folder. */
function requirePlain(base_path: string): string {
  const parts = base_path.split('/').filter((part) => part !== '' && part !== '.')
  if (base_path.startsWith('/') || parts.includes('..')) throw new Refusal(422, 'The path leads out of the folder')
  return parts.join('/')
}
