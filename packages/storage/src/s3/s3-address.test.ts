import { describe, expect, it } from 'vitest'
import { parseS3Address } from './s3-address.ts'
import { StorageFault } from './storage-fault.ts'

describe(parseS3Address, () => {
  it('takes a bucket, with or without a prefix, and settings', () => {
    const usual = { path_style: undefined, direct: true, public_endpoint: undefined }
    expect(parseS3Address('s3://my.bucket-1')).toEqual({ bucket: 'my.bucket-1', prefix: '', ...usual })
    expect(parseS3Address('s3://bucket/')).toEqual({ bucket: 'bucket', prefix: '', ...usual })
    expect(parseS3Address('s3://bucket/a/%C3%BC%20b/')).toEqual({ bucket: 'bucket', prefix: 'a/ü b/', ...usual })
    const url = 's3://bucket/a?path_style=true&direct=false&public_endpoint=https://s3.example.org'
    const settings = { path_style: true, direct: false, public_endpoint: 'https://s3.example.org' }
    expect(parseS3Address(url)).toEqual({ bucket: 'bucket', prefix: 'a/', ...settings })
  })

  it.each([
    ['s3://', 'does not name a bucket'],
    ['s3:///prefix', 'does not name a bucket'],
    ['s3://a', 'does not name a bucket'],
    ['s3://key:secret@bucket/prefix', 'AWS_ACCESS_KEY_ID'],
    ['s3://bucket:9000/prefix', 'AWS_ENDPOINT_URL_S3'],
    ['s3://bucket/a//b', 'names a prefix that no key can have'],
    ['s3://bucket/a/..%2f..%2fb', 'names a prefix'],
    ['s3://bucket/a?path_style=yes', 'write true or false'],
    ['s3://bucket/a?region=eu', 'unknown setting "region"'],
    ['s3://bucket/a?public_endpoint=s3.example.org', 'https://s3.example.org'],
    ['s3://bucket/a#b', '"#"'],
  ])('refuses %s and says what to do', (url, words) => {
    expect(() => parseS3Address(url)).toThrow(StorageFault)
    expect(() => parseS3Address(url)).toThrow(words)
  })
})
