import { readFileSync } from 'node:fs'
import { availableParallelism, homedir, hostname } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'

const sandboxNames = ['bubblewrap', 'unshare', 'none'] as const
const executorNames = ['process', 'docker'] as const
const kindNames = ['application', 'inference', 'evaluation'] as const

/** Somebody has called the program wrongly. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage'
}

export const usage = `Usage: assay worker --url <url> [options]

Takes jobs of a server and executes them on this machine, with the token of a worker ("assay workers create").
Everything goes over HTTP, from here to there. Ctrl-C and SIGTERM let what runs have 30 seconds, then hand it back.

  --url <url>             where Assay is (ASSAY_URL)
  --token <token>         the token of the worker (ASSAY_WORKER_TOKEN, which stands in no list of processes)
  --token-file <path>     a file that holds the token
  --slots <n>             jobs at once; default: one for each core
  --labels <labels>       what this machine is labelled, between commas, besides what the server says
  --name <name>           what this machine is called; default: its host name
  --work-dir <path>       where jobs have their folders; default: .assay-worker in the home folder
  --executors <names>     process, docker; default: process
  --image-days <n>        days after its last use that a pulled image is kept; default: 30; 0: for ever
  --kinds <names>         jobs of these kinds: application, inference, evaluation; default: all of them
  --allow-private-urls <hosts>
                          hosts, addresses and networks on private addresses whose models may be asked, between
                          commas (ASSAY_ALLOW_PRIVATE_URLS)
  --model-dir <path>      where local models lie (ASSAY_MODEL_DIR)
  --sandbox <names>       which may contain commands: bubblewrap, unshare, none; default: bubblewrap,unshare
  --cpu <n>               cores for jobs; default: all
  --memory-bytes <n>      memory for jobs; default: nine tenths
  --lease-seconds <n>     after so long without a sign of life its jobs go to others; default: 20
  --once                  takes what there is, and ends when there is nothing left
  --help`

function list<const Names extends readonly string[]>(names: Names, fallback: string) {
  return z
    .string()
    .default(fallback)
    .transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(names)).min(1))
}

const slots = z.coerce.number().int().min(1).max(1000)
const words = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((word) => word.trim() || []))

const given = z.object({
  url: z.url({ protocol: /^https?$/, error: 'must be the address of a server, as https://assay.example.org' }),
  token: z.string('is missing: "assay workers create" gives one').min(1),
  slots: slots.default(() => availableParallelism()),
  labels: words,
  name: z
    .string()
    .min(1)
    .max(200)
    .default(() => hostname()),
  'work-dir': z.string().default(() => join(homedir(), '.assay-worker')),
  executors: list(executorNames, 'process'),
  kinds: list(kindNames, kindNames.join()),
  'allow-private-urls': words,
  'model-dir': z.string().optional(),
  sandbox: list(sandboxNames, 'bubblewrap,unshare'),
  cpu: z.coerce.number().positive().optional(),
  'memory-bytes': z.coerce.number().int().positive().optional(),
  'image-days': z.coerce.number().int().min(0).max(3650).default(30),
  once: z.boolean().default(false),
  'lease-seconds': z.coerce.number().int().min(2).max(3600).default(20),
})

export type Given = z.output<typeof given>

interface Surroundings {
  readonly url: string | undefined
  readonly token: string | undefined
  readonly allow_private_urls: string | undefined
  readonly model_directory: string | undefined
}

const text = { type: 'string' } as const

/** What the program is told; undefined: somebody asks for help. Throws WrongUsage. */
export function readArguments(
  args: readonly string[],
  { url, token, allow_private_urls, model_directory }: Surroundings,
): Given | undefined {
  const { 'token-file': tokenFile, help, ...values } = parse(args)
  if (help) return undefined
  const held = tokenFile === undefined ? token : readFileSync(tokenFile, 'utf8').trim()
  const surroundings = { url, token: held, 'allow-private-urls': allow_private_urls, 'model-dir': model_directory }
  const read = given.safeParse({ ...surroundings, ...values })
  if (read.success) return read.data
  const faults = read.error.issues.map(({ path, message }) => `--${path.join()}: ${message}`)
  throw new WrongUsage(`${faults.join('\n')}\n"--help" says more.`)
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...{ url: text, token: text, 'token-file': text, slots: text, labels: text, name: text, 'work-dir': text },
        ...{
          executors: text,
          kinds: text,
          'allow-private-urls': text,
          'model-dir': text,
          sandbox: text,
          cpu: text,
          'memory-bytes': text,
          'lease-seconds': text,
          'image-days': text,
        },
        once: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error))
  }
}
