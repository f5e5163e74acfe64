'use client'

import { notificationSettings } from '@assay/schemas'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { noticeTexts } from '../texts/notice.ts'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Select } from '../ui/select.tsx'
import { useToast } from '../ui/toast.tsx'

const texts = noticeTexts.mail
const { email: emails, about: abouts } = notificationSettings.shape

/** What is mailed to the user. */
export function MailSettings() {
  const api = useApi()
  const say = useToast()
  const queries = useQueryClient()
  const settings = useQuery(api.notifications.get.queryOptions())
  const update = useMutation(
    api.notifications.update.mutationOptions({
      onSuccess: () => {
        say({ text: texts.saved })
        return queries.invalidateQueries(api.notifications.get.pathFilter())
      },
    }),
  )
  if (settings.error) return <Problem error={settings.error} onAgain={() => settings.refetch()} />
  if (!settings.data) return <Loading />
  const { email, about, address } = settings.data
  return (
    <>
      <p className="text-quiet">{address === null ? texts.nowhere : texts.to(address)}</p>
      <div className="flex flex-wrap gap-3">
        <Select
          label={texts.when}
          value={email}
          disabled={update.isPending}
          onChange={({ target }) => update.mutate({ email: emails.parse(target.value) })}
        >
          {emails.options.map((one) => (
            <option key={one} value={one}>
              {texts.email[one]}
            </option>
          ))}
        </Select>
        <Select
          label={texts.what}
          value={about}
          disabled={update.isPending}
          onChange={({ target }) => update.mutate({ about: abouts.parse(target.value) })}
        >
          {abouts.options.map((one) => (
            <option key={one} value={one}>
              {texts.about[one]}
            </option>
          ))}
        </Select>
      </div>
      {update.error && <Problem error={update.error} />}
    </>
  )
}
