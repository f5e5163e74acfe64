import { describe } from 'vitest'
import { openStorage } from '../src/index.ts'
import { storageContract } from './storage.contract.ts'
import { useS3Server } from './use-s3-server.ts'

describe('storage in a bucket of versitygw', () => {
  const server = useS3Server('versitygw')
  storageContract(() => openStorage(server().newUrl()))
})

describe('storage in a bucket of MinIO', () => {
  const server = useS3Server('minio')
  const finds_uploads_by_key_alone =
    'MinIO lists uploads by whole keys alone, and removes stale ones after a day by itself'
  storageContract(() => openStorage(server().newUrl()), { finds_uploads_by_key_alone })
})
