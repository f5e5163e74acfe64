'use client'

import type { Webhook } from '@assay/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { noticeTexts } from '../texts/notice.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Problem } from '../ui/problem.tsx'

interface WebhookActionsProps {
  readonly webhook: Webhook
  readonly onLog: () => void
}

const texts = noticeTexts.webhook

export function WebhookActions({ webhook, onLog }: WebhookActionsProps) {
  const { id: webhook_id, url, state } = webhook
  const { test, update, rotate, remove } = useWebhookChanges()
  const error = test.error ?? update.error ?? rotate.error ?? remove.error
  const is_disabled = state === 'disabled'
  const toggle = is_disabled ? texts.enable : texts.disable
  return (
    <div className="flex flex-wrap justify-end">
      <Button look="quiet" aria-label={`${texts.log}: ${url}`} onClick={onLog}>
        {texts.log}
      </Button>
      <Button
        look="quiet"
        aria-label={`${texts.test}: ${url}`}
        disabled={test.isPending || is_disabled}
        onClick={() => test.mutate({ webhook_id }, { onSuccess: onLog })}
      >
        {texts.test}
      </Button>
      <Button
        look="quiet"
        aria-label={`${toggle}: ${url}`}
        disabled={update.isPending}
        onClick={() => update.mutate({ webhook_id, enabled: is_disabled })}
      >
        {toggle}
      </Button>
      <ConfirmButton
        text={texts.rotate}
        subject={url}
        warning={texts.rotate_sure}
        is_pending={rotate.isPending}
        onConfirm={() => rotate.mutate({ webhook_id })}
      />
      <ConfirmButton
        text={texts.remove}
        subject={url}
        warning={texts.remove_sure}
        is_pending={remove.isPending}
        onConfirm={() => remove.mutate({ webhook_id })}
      />
      {error && <Problem error={error} />}
      {rotate.data && (
        <div role="status" className="w-full">
          <p className="font-medium">{texts.made}</p>
          <CopyText text={rotate.data.secret} />
        </div>
      )}
    </div>
  )
}

function useWebhookChanges() {
  const api = useApi()
  const queries = useQueryClient()
  const onSuccess = () => queries.invalidateQueries(api.webhooks.pathFilter())
  return {
    test: useMutation(api.webhooks.test.mutationOptions({ onSuccess })),
    update: useMutation(api.webhooks.update.mutationOptions({ onSuccess })),
    rotate: useMutation(api.webhooks.rotate_secret.mutationOptions({ onSuccess })),
    remove: useMutation(api.webhooks.delete.mutationOptions({ onSuccess })),
  }
}
