import type { CreatedWorker } from '@assay/schemas'
import { workerTexts } from '../texts/worker.ts'
import { CopyText } from '../ui/copy-text.tsx'
import { workerCommand } from './worker-command.ts'

/** The token of a worker, in the line that starts it. */
export function NewToken({ created }: { readonly created: CreatedWorker }) {
  return (
    <div role="status" className="w-full">
      <p className="font-medium">{workerTexts.made(created.name)}</p>
      <CopyText text={workerCommand(created.token)} />
    </div>
  )
}
