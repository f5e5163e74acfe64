'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { sessionTexts } from '../texts/session.ts'
import { Button } from '../ui/button.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Time } from '../ui/time.tsx'
import { Entrance } from './entrance.tsx'
import { leave } from './leave.ts'

const texts = sessionTexts.device

interface DeviceProps {
  readonly user_code: string
  readonly email: string
}

/** Has the user decide about a device that wants to act for them. */
export function Device({ user_code, email }: DeviceProps) {
  const api = useApi()
  const device = useQuery(api.device_logins.get.queryOptions({ user_code }))
  const decide = useMutation(api.device_logins.decide.mutationOptions({ onSuccess: leave }))
  if (decide.isSuccess) return <Decided is_approved={decide.variables.approve} />
  return (
    <Entrance title={texts.title}>
      {device.isPending && <Loading />}
      {device.error && <Problem error={device.error} />}
      {device.data && (
        <>
          <p className="text-center font-mono text-2xl tracking-widest">{device.data.user_code}</p>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 [&_dt]:text-quiet">
            <dt>{texts.client}</dt>
            <dd className="break-words">{device.data.client_name}</dd>
            <dt>{texts.address}</dt>
            <dd>{device.data.address}</dd>
            <dt>{texts.asked}</dt>
            <dd>
              <Time at={device.data.created_at} />
            </dd>
            <dt>{texts.as}</dt>
            <dd className="break-words">{email}</dd>
          </dl>
          <p>{texts.warning}</p>
          {decide.error && <Problem error={decide.error} />}
          <div className="flex gap-2">
            <Button look="main" disabled={decide.isPending} onClick={() => decide.mutate({ user_code, approve: true })}>
              {texts.approve}
            </Button>
            <Button disabled={decide.isPending} onClick={() => decide.mutate({ user_code, approve: false })}>
              {texts.deny}
            </Button>
          </div>
        </>
      )}
    </Entrance>
  )
}

function Decided({ is_approved }: { readonly is_approved: boolean }) {
  return (
    <Entrance title={is_approved ? texts.approved : texts.denied}>
      <p>{is_approved ? texts.approved_how : texts.denied_how}</p>
      <a href="/settings" className="text-accent underline">
        {texts.on}
      </a>
    </Entrance>
  )
}
