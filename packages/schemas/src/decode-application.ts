import { z } from 'zod'
import type { ApplicationEntry } from './application.ts'

const folder = z.string('must be the name of a folder')
const amount = z.number('must be a number').positive().nullish()

/** An entrypoint as DECODE OpenCloud's `application_config.yaml` has it; what else it says is kept. */
export const decodeEntry = z
  .looseObject({
    app: z
      .looseObject({
        cmd: z.array(z.string('must be text')).nullish().describe('joined by blanks, and read by /bin/sh'),
        env: z.array(z.string('must be text')).nullish().describe('variables that a job may set'),
      })
      .describe('what is executed'),
    handler: z
      .looseObject({
        image_url: z.string('must name an image').min(1).describe('the image of the container'),
        files_down: z
          .looseObject({
            config_id: folder.nullish().describe('that of the configuration'),
            data_ids: folder.nullish().describe('that of the data'),
            artifact_ids: folder.nullish().describe('that of what earlier jobs have left'),
          })
          .nullish()
          .describe('where inputs stand, below /files'),
        files_up: z
          .looseObject({
            output: folder.nullish().describe('that of results'),
            log: folder.nullish().describe('that of logs'),
            artifact: folder.nullish().describe('that of what later jobs may be given'),
          })
          .nullish()
          .describe('what is collected, below /files'),
      })
      .describe('the container, and its files'),
    aws_resources: z
      .looseObject({
        hardware: z
          .looseObject({
            MEMORY: amount.describe('memory, in MiB'),
            VCPU: amount.describe('processors'),
            GPU: z.number().int().min(0).nullish().describe('graphics processors'),
          })
          .nullish()
          .describe('what a job needs'),
        timeout: z.number().int().positive().nullish().describe('how long a job may take, in seconds'),
      })
      .nullish()
      .describe('of jobs in the cloud'),
  })
  .describe('An entrypoint as DECODE OpenCloud describes it.')

/** An entrypoint as DECODE OpenCloud's `application_config.yaml` has it. */
export type DecodeEntry = z.infer<typeof decodeEntry>

/** Where a container of DECODE finds its files. */
export const decodeFolder = '/files'

/** The kinds of inputs and outputs that DECODE has: names of those of its applications here. */
export const decodeInputs = ['config_id', 'data_ids', 'artifact_ids'] as const
/** The kinds of outputs that DECODE has: names of those of its applications here. */
export const decodeOutputs = ['output', 'log', 'artifact'] as const

const mebibyte = 1 << 20
/** DECODE has no limit where the file has none. */
const longest_seconds = 30 * 86_400

interface Names {
  readonly application: string
  readonly version: string
  readonly entrypoint: string
}

/**
 * The entry of our catalogue that does what one of DECODE does. All that DECODE says of it is in `metadata.decode`.
 *
 * @example
 * fromDecode({ application: 'decode', version: 'latest', entrypoint: 'train' }, entry)
 */
export function fromDecode(names: Names, entry: DecodeEntry): ApplicationEntry {
  const { app, handler, aws_resources } = entry
  const { hardware, timeout } = aws_resources ?? {}
  const line = app.cmd?.join(' ')
  return {
    ...names,
    image: handler.image_url,
    folder: decodeFolder,
    ...(line && { shell: line }),
    inputs: foldersOf(decodeInputs, handler.files_down, (mount) => ({ mount, optional: true })),
    outputs: foldersOf(decodeOutputs, handler.files_up, (path, to) => ({ path, to, optional: true })),
    allowed_environment: app.env ?? [],
    resources: {
      ...(hardware?.VCPU && { cpu: hardware.VCPU }),
      ...(hardware?.MEMORY && { memory_bytes: Math.round(hardware.MEMORY * mebibyte) }),
      gpu: hardware?.GPU ?? 0,
    },
    timeout_seconds: timeout ?? longest_seconds,
    retry: { other_worker: true },
    // its containers reach whatever they like, and its administrators edit what has been used
    network: true,
    changeable: true,
    metadata: { decode: z.json().parse(entry) },
  }
}

/** What DECODE says of an application; undefined: it is not one of DECODE's. */
export function decodeEntryOf({ metadata }: Pick<ApplicationEntry, 'metadata'>): DecodeEntry | undefined {
  return decodeEntry.safeParse(metadata?.['decode']).data
}

function foldersOf<Kind extends string, Made>(
  kinds: readonly Kind[],
  given: Readonly<Record<string, unknown>> | null | undefined,
  make: (folder: string, kind: Kind) => Made,
): Record<string, Made> {
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const { success, data } = folder.safeParse(given?.[kind])
      return success ? [[kind, make(plainFolder(data), kind)]] : []
    }),
  )
}

function plainFolder(written: string): string {
  const parts = written.split('/').filter((part) => part !== '' && part !== '.')
  return parts.join('/') || '.'
}
