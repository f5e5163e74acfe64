import { applicationSpec, fillFolders, type JobFolders, type StagedFile } from '@assay/schemas'
import type { z } from 'zod'
import type { OutputOf } from '../../../procedure-call.ts'
import type { Asked } from '../../routes.ts'
import { naive } from '../naive-time.ts'

type Pulled = OutputOf<'work.pull'>['items'][number]
type Spec = z.output<typeof applicationSpec>

/** Where a worker puts the folder of a job. */
const top = '/files'
const mebibyte = 1 << 20

/** A job as DECODE's workers are told of it, with all keys. */
export async function toJobSpecs({ platform, request }: Asked, { number, session_id, job, created_at }: Pulled) {
  const spec = applicationSpec.parse(job.spec)
  const attempt = { session_id, job_id: job.id, attempt: job.attempt }
  const hasMore = spec.secrets.length > 0 || spec.bindings.length > 0
  const more = hasMore ? await platform.call(request, 'work.material', attempt) : undefined
  const layout = layoutOf(spec)
  const inputs = more?.inputs ?? spec.inputs
  const { cpu = 0, memory_bytes = 0, gpu_model = null, gpu_arch = null, gpu_memory_bytes = 0 } = job.requires ?? {}
  return {
    app: { cmd: commandOf(spec, layout), env: environmentOf(spec, layout, more?.secrets) },
    handler: {
      ...{ image_url: spec.image, image_name: null, image_version: null, entrypoint: null },
      files_down: Object.fromEntries(inputs.map((file) => [below(layout.input, file.path), fileIdOf(number, file)])),
      files_up: Object.fromEntries(Object.entries(foldersUp(spec))),
    },
    meta: { job_id: number, date_created: naive(created_at) },
    hardware: {
      cpu_cores: cpu === 0 ? null : Math.ceil(cpu),
      memory: memory_bytes === 0 ? null : Math.ceil(memory_bytes / mebibyte),
      ...{ gpu_model, gpu_archi: gpu_arch },
      gpu_mem: gpu_memory_bytes === 0 ? null : Math.ceil(gpu_memory_bytes / mebibyte),
    },
  }
}

interface Layout {
  /** Below the folder of the job; empty: that is it. */
  readonly input: string
  readonly output: string
}

/** Where inputs and outputs stand; what has one folder for both is of DECODE's kind. */
function layoutOf({ folder }: Pick<Spec, 'folder'>): Layout {
  return folder === undefined ? { input: 'input', output: 'output' } : { input: '', output: '' }
}

/** The folders that a worker collects, by where they are kept. */
export function foldersUp(spec: Spec): Readonly<Record<string, string>> {
  const { output } = layoutOf(spec)
  return Object.fromEntries(Object.values(spec.outputs).map(({ path, to }) => [to, below(output, path)]))
}

function below(folder: string, path: string): string {
  const whole = [folder, path].filter((part) => part !== '' && part !== '.').join('/')
  return whole === '' ? '.' : whole
}

/** By what a worker asks for a file of a job. */
function fileIdOf(number: number, { blob_id }: StagedFile): string {
  return `${number}/${blob_id}`
}

function foldersOf({ input, output }: Layout): JobFolders {
  return { INPUT_DIR: `${top}/${input}`, OUTPUT_DIR: `${top}/${output}`, TEMP_DIR: '/tmp' }
}

/** Words that a worker joins with blanks, for a shell; null: the command of the image. */
function commandOf({ command }: Spec, layout: Layout): string[] | null {
  if (command.length === 0) return null
  const filled = command.map((argument) => fillFolders(argument, foldersOf(layout)))
  const [shell, flag, line, ...others] = filled
  const isLine = shell === '/bin/sh' && flag === '-c' && others.join(' ') === 'sh'
  if (isLine && line !== undefined) return [line]
  return filled.map(quoted)
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

function environmentOf(
  { environment }: Spec,
  layout: Layout,
  secrets: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const folders = foldersOf(layout)
  const filled = Object.entries(environment).map(([name, value]) => [name, fillFolders(value, folders)] as const)
  return { ...Object.fromEntries(filled), ...secrets }
}
