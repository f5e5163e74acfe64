'use client'

import { Assay, AssayError, type Completion, type ModelChoice } from '@assay/sdk'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { errorTexts } from '../texts/error.ts'
import { modelTexts } from '../texts/model.ts'
import { Button } from '../ui/button.tsx'
import { decimalsFor, fixedText } from '../ui/decimals.ts'
import { Dialog } from '../ui/dialog.tsx'
import { durationText } from '../ui/duration.ts'
import { countText } from '../ui/number.ts'

interface TryModelProps {
  readonly name: string
  /** How it is called, where it is none of the catalogue. */
  readonly model?: ModelChoice
  /** What it is given at first. */
  readonly prompt?: string | undefined
  readonly onClose: () => void
}

/** Asks a model once, and shows what it says as it comes. */
export function TryModel({ name, model = name, prompt = modelTexts.example, onClose }: TryModelProps) {
  const [asked, setAsked] = useState(prompt)
  const [written, setWritten] = useState('')
  const ask = useMutation({
    mutationFn: async () => {
      setWritten('')
      const parts = new Assay().models.complete({ model, prompt: asked })
      for await (const part of parts) if (part.type === 'text') setWritten((before) => before + part.text)
      return await parts
    },
  })
  return (
    <Dialog title={modelTexts.try_of(name)} onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          ask.mutate()
        }}
      >
        <label className="grid gap-1 font-medium">
          {modelTexts.prompt}
          <textarea
            required
            rows={4}
            value={asked}
            onChange={({ target }) => setAsked(target.value)}
            className="rounded-md border border-quiet bg-page px-3 py-2 font-normal"
          />
        </label>
        <div>
          <Button look="main" type="submit" disabled={ask.isPending}>
            {ask.isPending ? modelTexts.asking : modelTexts.ask}
          </Button>
        </div>
      </form>
      <div aria-live="polite" className="grid gap-3">
        {ask.error && <Refusal error={ask.error} />}
        {(ask.data || written !== '') && (
          <section aria-label={modelTexts.answer} className="rounded-md border border-line bg-page p-3">
            <p className="max-h-72 overflow-y-auto break-words whitespace-pre-wrap">
              {ask.data?.output ?? written}
              {ask.data?.output === '' && <span className="text-quiet">{modelTexts.no_answer}</span>}
            </p>
          </section>
        )}
        {ask.data && <CallFacts completion={ask.data} />}
      </div>
    </Dialog>
  )
}

function CallFacts({ completion }: { readonly completion: Completion }) {
  const { latency_ms, input_tokens, output_tokens, cost, served_model, finish_reason } = completion
  const facts = [
    { term: modelTexts.latency, value: latency_ms < 1000 ? `${Math.round(latency_ms)} ms` : durationText(latency_ms) },
    { term: modelTexts.tokens_in, value: countText(input_tokens) },
    { term: modelTexts.tokens_out, value: countText(output_tokens) },
    { term: modelTexts.cost, value: cost === 0 ? modelTexts.free : fixedText(cost, decimalsFor([cost])) },
    ...(served_model === null ? [] : [{ term: modelTexts.served, value: served_model }]),
  ]
  return (
    <>
      {finish_reason === 'length' && <p className="text-warn">{modelTexts.cut_off}</p>}
      <dl className="flex flex-wrap gap-x-6 gap-y-1 tabular-nums">
        {facts.map(({ term, value }) => (
          <div key={term}>
            <dt className="text-xs text-quiet">{term}</dt>
            <dd className="break-all">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function Refusal({ error }: { readonly error: unknown }) {
  const known = AssayError.isInstance(error) ? error : undefined
  return (
    <div role="alert" className="rounded-lg border border-bad p-3">
      <p className="break-words text-bad">{known?.message ?? errorTexts.lost}</p>
      {known?.request_id && (
        <p className="mt-1 text-quiet">
          {errorTexts.request} <code>{known.request_id}</code>
        </p>
      )}
    </div>
  )
}
