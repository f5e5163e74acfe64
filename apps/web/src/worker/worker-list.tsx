'use client'

import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useApi, useApiClient } from '../data/api.ts'
import { usePages } from '../data/use-pages.ts'
import { useUser } from '../session/user.tsx'
import { workerTexts } from '../texts/worker.ts'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { Problem } from '../ui/problem.tsx'
import { Select } from '../ui/select.tsx'
import { WorkerCard } from './worker-card.tsx'

const freshMs = 5_000
const scopes = ['own', 'all'] as const

/** Workers with what they execute now. */
export function WorkerList() {
  const api = useApi()
  const client = useApiClient()
  const { is_admin } = useUser()
  const [scope, setScope] = useQueryState('scope', parseAsStringLiteral(scopes).withDefault('own'))
  const workers = usePages({
    key: api.workers.list.infiniteQueryKey({ scope }),
    read: (page) => client.workers.list.query({ scope, ...page }),
    again: () => freshMs,
  })
  const rows = workers.data?.pages.flatMap(({ items }) => items)
  return (
    <>
      {is_admin && (
        <div className="w-48">
          <Select
            label={workerTexts.which}
            value={scope}
            onChange={({ target }) => setScope(scopes.find((one) => one === target.value) ?? null)}
          >
            {scopes.map((one) => (
              <option key={one} value={one}>
                {workerTexts[one]}
              </option>
            ))}
          </Select>
        </div>
      )}
      {workers.error && !rows && <Problem error={workers.error} onAgain={() => workers.refetch()} />}
      {workers.isPending && <Loading />}
      {rows?.length === 0 && (
        <Empty title={workerTexts.none} how={workerTexts.none_how} command="assay workers create lab-machine" />
      )}
      {rows?.map((worker) => (
        <WorkerCard key={worker.id} worker={worker} />
      ))}
      <MoreButton query={workers} />
    </>
  )
}
