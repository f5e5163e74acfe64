import type { Asked } from '../routes.ts'

/** What a module has said, where it was executed for an earlier run what it said then; also while it runs. */
export async function logOfModule(
  { platform, request }: Asked,
  { id, reused_from }: { readonly id: string; readonly reused_from: string | null },
): Promise<string> {
  const lines: string[] = []
  for (let after_line = 0; ; ) {
    const input = { job_id: reused_from ?? id, after_line, limit: 1_000 }
    const { items, next_after } = await platform.call(request, 'jobs.log_lines', input)
    for (const { text } of items) lines.push(`${text}\n`)
    if (next_after === null || items.length === 0) return lines.join('')
    after_line = next_after
  }
}
