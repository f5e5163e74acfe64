import { type Actor, viewerOf } from '@assay/access'
import { findLabels, type LabelRow, type LabelSampleRow, newId, putLabel } from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError, type Label, type LabelItems, type labelItemsInput, type labelPutInput } from '@assay/schemas'
import type { z } from 'zod'
import type { ComparisonDeps } from '../comparison/deps.ts'
import { readEvaluatedRuns } from '../evaluation/evaluated-run.ts'
import { keyOf, type Place, placesOf } from './item.ts'
import { getSample } from './sample.ts'
import { readTexts } from './text.ts'

/** What is to be labelled, without what would sway who labels it. Throws SAMPLE_NOT_FOUND, RUN_NOT_FOUND. */
export async function listLabelItems(
  deps: ComparisonDeps,
  actor: Actor,
  { sample_id, after, limit, only_open }: z.output<typeof labelItemsInput>,
): Promise<LabelItems> {
  const sample = await getSample(deps, actor, sample_id)
  const own = labelsByPlace(await findLabels(deps.db, { sample_id, author_id: actor.user_id }))
  const open = placesOf(sample)
    .map((place, item) => ({ item, place, labels: own.get(keyOf(place)) ?? {} }))
    .filter(({ labels }) => !only_open || Object.keys(labels).length < sample.criteria.length)
    .filter(({ item }) => item > after)
  const shown = open.slice(0, limit)
  const runs = await readEvaluatedRuns(deps, sample.run_ids)
  const places = shown.map(({ place }) => place)
  const texts = await readTexts(deps, { runs, places, viewer: viewerOf(actor) })
  return {
    items: shown.map(({ item, place, labels }) => ({ item, ...(texts.get(keyOf(place)) ?? absent), labels })),
    next_after: open.length > shown.length ? (shown.at(-1)?.item ?? null) : null,
  }
}

const absent = { input: null, reference: null, prediction: null }

function labelsByPlace(labels: readonly LabelRow[]): Map<string, Record<string, number>> {
  const found = new Map<string, Record<string, number>>()
  for (const label of labels) {
    const key = keyOf(label)
    found.set(key, { ...found.get(key), [label.criterion]: label.score })
  }
  return found
}

/** Keeps what the actor says of predictions. Throws SAMPLE_NOT_FOUND, INPUT_INVALID. */
export async function putLabels(
  deps: ComparisonDeps & Parameters<typeof transact>[0],
  actor: Actor,
  { sample_id, labels }: z.output<typeof labelPutInput>,
): Promise<{ items: Label[] }> {
  const sample = await getSample(deps, actor, sample_id)
  const places = placesOf(sample)
  const checked = labels.map((label, at) => ({ ...check(label, { sample, places, at }), comment: label.comment }))
  const rows = await transact(deps, async (trx) => {
    const kept: LabelRow[] = []
    for (const one of checked) {
      kept.push(await putLabel(trx, { id: newId(), sample_id, author_id: actor.user_id, ...one }))
    }
    return kept
  })
  return { items: rows.map(toLabel) }
}

type Said = z.output<typeof labelPutInput>['labels'][number]

interface Checking {
  readonly sample: LabelSampleRow
  readonly places: readonly Place[]
  readonly at: number
}

function check({ item, criterion, score }: Said, { sample: { criteria }, places, at }: Checking) {
  const invalid = (field: string, message: string) =>
    new DomainError('INPUT_INVALID', { issues: [{ path: `labels.${at}.${field}`, message }] })
  const place = places[item]
  if (!place) throw invalid('item', `must be below ${places.length}: so many items does the sample have`)
  const named = criteria.find(({ name }) => name === (criterion ?? criteria[0]?.name))
  if (!named || (criterion === undefined && criteria.length > 1)) {
    throw invalid('criterion', `must be one of ${criteria.map(({ name }) => name).join(', ')}`)
  }
  const [least, greatest] = named.scale
  if (score < least || score > greatest) throw invalid('score', `must be from ${least} to ${greatest}`)
  return { ...place, criterion: named.name, score }
}

/** All labels of an own sample; of somebody else's those that the actor gave. Throws SAMPLE_NOT_FOUND. */
export async function listLabels(
  deps: ComparisonDeps,
  actor: Actor,
  { sample_id }: { sample_id: string },
): Promise<{ items: Label[] }> {
  const { owner_id } = await getSample(deps, actor, sample_id)
  const { user_id } = actor
  const rows = await findLabels(deps.db, { sample_id, ...(owner_id !== user_id && { author_id: user_id }) })
  return { items: rows.map(toLabel) }
}

function toLabel({ run_id, example, criterion, author_id, score, comment, created_at, updated_at }: LabelRow): Label {
  return { run_id, example, criterion, author_id, score, comment, created_at, updated_at }
}
