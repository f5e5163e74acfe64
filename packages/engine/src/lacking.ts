import type { Gpu, Lacking, Offers, Requirements } from '@assay/schemas'

interface Offered extends Omit<Offers, 'gpus'> {
  readonly gpus: readonly Gpu[]
}

/**
 * What none of some workers has of what a job requires, beside the best of them; undefined: one of them has it all.
 * Where each requirement alone is met by one or another, it is what keeps it from the worker that lacks least.
 */
export function lackingOf(requires: Requirements, offered: readonly Offered[]): Lacking | undefined {
  const lacks = offered.map((offers) => lacksOf(requires, offers))
  const least = lacks.toSorted((one, other) => one.length - other.length)[0]
  if (least === undefined || least.length === 0) return undefined
  const byAll = least.find(({ what }) => lacks.every((each) => each.some((lack) => lack.what === what)))
  if (!byAll) return least[0]
  const best = lacks.flat().filter(({ what }) => what === byAll.what)
  return { ...byAll, best: best.map((lack) => lack.best).reduce(better) }
}

function better(one: Lacking['best'], other: Lacking['best']): Lacking['best'] {
  if (typeof one === 'number' && typeof other === 'number') return Math.max(one, other)
  return one ?? other
}

/** All that such a worker lacks. */
function lacksOf(requires: Requirements, offers: Offered): Lacking[] {
  const missing = requires.labels.filter((label) => !offers.labels.includes(label))
  const gpu = gpuLackOf(requires, offers)
  return [
    ...lackIf(requires.cpu > offers.cpu, { what: 'cpu', wanted: requires.cpu, best: offers.cpu }),
    ...lackIf(requires.memory_bytes > offers.memory_bytes, {
      what: 'memory_bytes',
      wanted: requires.memory_bytes,
      best: offers.memory_bytes,
    }),
    ...(gpu ? [gpu] : []),
    ...lackIf(missing.length > 0, { what: 'labels', wanted: missing.join(', '), best: null }),
  ]
}

function lackIf(isLacking: boolean, lack: Lacking): Lacking[] {
  return isLacking ? [lack] : []
}

function gpuLackOf({ gpu, gpu_model, gpu_arch, gpu_memory_bytes = 0 }: Requirements, { gpus }: Offered) {
  if (gpu === 0) return undefined
  const ofModel = gpus.filter(({ model }) => gpu_model === undefined || model === gpu_model)
  const ofArch = ofModel.filter(({ arch }) => gpu_arch === undefined || arch === gpu_arch)
  const suiting = ofArch.filter(({ memory_bytes }) => memory_bytes >= gpu_memory_bytes)
  const lack = (what: Lacking['what'], wanted: Lacking['wanted'], best: Lacking['best']): Lacking => {
    return { what, wanted, best }
  }
  if (gpus.length === 0) return lack('gpu', gpu, 0)
  if (gpu_model !== undefined && ofModel.length === 0) return lack('gpu_model', gpu_model, gpus[0]?.model ?? null)
  if (gpu_arch !== undefined && ofArch.length === 0) return lack('gpu_arch', gpu_arch, ofModel[0]?.arch ?? null)
  if (suiting.length === 0) {
    return lack('gpu_memory_bytes', gpu_memory_bytes, Math.max(...ofArch.map((each) => each.memory_bytes)))
  }
  return suiting.length < gpu ? lack('gpu', gpu, suiting.length) : undefined
}
