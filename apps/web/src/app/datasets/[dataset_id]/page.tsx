import { Suspense } from 'react'
import { DatasetView } from '../../../dataset/dataset-view.tsx'
import { Loading } from '../../../ui/loading.tsx'

export default async function Dataset({ params }: { readonly params: Promise<{ readonly dataset_id: string }> }) {
  const { dataset_id } = await params
  return (
    <Suspense fallback={<Loading />}>
      <DatasetView dataset_id={dataset_id} />
    </Suspense>
  )
}
