import { checkKey } from '../object-key.ts'
import { StorageFault } from './storage-fault.ts'

/** What an URL says, as `s3://bucket/prefix?path_style=true`. */
export interface S3Address {
  readonly bucket: string
  /** Empty, or with a slash at its end. */
  readonly prefix: string
  /** Whether the bucket stands in the path and not in the host; undefined: as is usual for the endpoint. */
  readonly path_style: boolean | undefined
  /** Whether clients may be sent to the store itself. */
  readonly direct: boolean
  /** Where clients find the store, if not where this server finds it. */
  readonly public_endpoint: string | undefined
}

const bucketName = /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/i
const example = 's3://bucket/prefix'

/** Throws StorageFault. */
export function parseS3Address(url: string): S3Address {
  const { hostname, pathname, username, password, port, searchParams, hash } = new URL(url)
  if (username || password) throw wrong('has credentials in it: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
  if (port) throw wrong('has a port: set AWS_ENDPOINT_URL_S3 to the address of the store')
  if (hash) throw wrong('has a "#" in it')
  if (!bucketName.test(hostname)) throw wrong(`does not name a bucket: write ${example}`)
  const { path_style, direct, public_endpoint, ...others } = Object.fromEntries(searchParams)
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw wrong(`has the unknown setting "${unknown}"`)
  return {
    bucket: hostname,
    prefix: prefixOf(pathname),
    path_style: path_style === undefined ? undefined : isTrue('path_style', path_style),
    direct: direct === undefined || isTrue('direct', direct),
    public_endpoint: public_endpoint === undefined ? undefined : endpoint(public_endpoint),
  }
}

function prefixOf(pathname: string): string {
  const prefix = decodeURIComponent(pathname.replace(/^\/|\/$/g, ''))
  if (prefix === '') return ''
  try {
    checkKey(prefix)
  } catch (cause) {
    throw wrong('names a prefix that no key can have', { cause })
  }
  return `${prefix}/`
}

function isTrue(name: string, value: string): boolean {
  if (value !== 'true' && value !== 'false') throw wrong(`has ${name}=${value}: write true or false`)
  return value === 'true'
}

function endpoint(value: string): string {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw wrong('has a public_endpoint that is no address, as https://s3.example.org')
  }
  return value
}

/** Without the URL itself, which may hold a secret. */
function wrong(why: string, options?: ErrorOptions): StorageFault {
  return new StorageFault(`The address of the storage ${why}. Correct ASSAY_STORAGE_URL.`, options)
}
