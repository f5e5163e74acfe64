import { type Actor, viewerOf } from '@assay/access'
import { findLabels, type LabelRow, type LabelSampleRow, newId, putLabel } from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError, type Label, type LabelItems, type labelItemsInput, type labelPutInput } from '@assay/schemas'
import type { z } from 'zod'
import type { ComparisonDeps } from '../comparison/deps.ts'
import { readEvaluatedRuns } from '../evaluation/evaluated-run.ts'
import { type Item, itemsOf, keyOf, turned } from './item.ts'
import { againstOf } from './judged-runs.ts'
import { getSample } from './sample.ts'
import { readTexts, type Texts } from './text.ts'

/** What is to be labelled, without what would sway who labels it. Throws SAMPLE_NOT_FOUND, RUN_NOT_FOUND. */
export async function listLabelItems(
  deps: ComparisonDeps,
  actor: Actor,
  { sample_id, after, limit, only_open }: z.output<typeof labelItemsInput>,
): Promise<LabelItems> {
  const sample = await getSample(deps, actor, sample_id)
  const own = labelsByPlace(await findLabels(deps.db, { sample_id, author_id: actor.user_id }))
  const open = itemsOf(sample)
    .map((place, item) => ({ item, place, labels: turnedLabels(own.get(keyOf(place)), place) }))
    .filter(({ labels }) => !only_open || Object.keys(labels).length < sample.criteria.length)
    .filter(({ item }) => item > after)
  const shown = open.slice(0, limit)
  const runs = await readEvaluatedRuns(deps, sample.run_ids)
  const places = shown.map(({ place }) => place)
  const against = againstOf(runs, sample.judge)
  const texts = await readTexts(deps, { runs, places, viewer: viewerOf(actor), against })
  return {
    items: shown.map(({ item, place, labels }) => ({ item, ...asShown(texts.get(keyOf(place)), place), labels })),
    next_after: open.length > shown.length ? (shown.at(-1)?.item ?? null) : null,
  }
}

const absent: Texts = { input: null, reference: null, prediction: null }

function asShown(texts: Texts = absent, { is_swapped }: Item): Texts {
  return is_swapped ? { ...texts, prediction: texts.other ?? null, other: texts.prediction } : texts
}

function turnedLabels(labels: Readonly<Record<string, number>> = {}, item: Item): Record<string, number> {
  return Object.fromEntries(Object.entries(labels).map(([criterion, score]) => [criterion, turned(score, item)]))
}

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
  const items = itemsOf(sample)
  const checked = labels.map((label, at) => ({ ...check(label, { sample, items, at }), comment: label.comment }))
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
  readonly items: readonly Item[]
  readonly at: number
}

function check({ item, criterion, score }: Said, { sample: { criteria }, items, at }: Checking) {
  const invalid = (field: string, message: string) =>
    new DomainError('INPUT_INVALID', { issues: [{ path: `labels.${at}.${field}`, message }] })
  const shown = items[item]
  if (!shown) throw invalid('item', `must be below ${items.length}: so many items does the sample have`)
  const named = criteria.find(({ name }) => name === (criterion ?? criteria[0]?.name))
  if (!named || (criterion === undefined && criteria.length > 1)) {
    throw invalid('criterion', `must be one of ${criteria.map(({ name }) => name).join(', ')}`)
  }
  const [least, greatest] = named.scale
  if (score < least || score > greatest) throw invalid('score', `must be from ${least} to ${greatest}`)
  const { run_id, example } = shown
  return { run_id, example, criterion: named.name, score: turned(score, shown) }
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
