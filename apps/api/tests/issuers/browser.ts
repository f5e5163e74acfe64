interface Cookie {
  readonly value: string
  readonly path: string
}

/** What a browser keeps and where redirects lead it; it stops before addresses that a test names. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, Cookie>>()

  /** Goes to an address and on, until there is an answer that is no redirect, or the next address is one to stop at. */
  async go(url: string, { stop_at }: { readonly stop_at?: string } = {}): Promise<{ url: string; answer: Response }> {
    for (let at = url, hops = 0; hops < 20; hops++) {
      const answer = await this.get(at)
      const location = answer.headers.get('location')
      if (location === null) return { url: at, answer }
      const next = new URL(location, at).href
      if (stop_at !== undefined && next.startsWith(stop_at)) return { url: next, answer }
      at = next
    }
    throw new Error('it is sent round and round')
  }

  /** One request, with the cookies of the place. */
  async get(url: string): Promise<Response> {
    const { origin, pathname } = new URL(url)
    const kept = this.#cookies.get(origin) ?? new Map<string, Cookie>()
    this.#cookies.set(origin, kept)
    const shown = [...kept]
      .filter(([, { path }]) => isWithin(pathname, path))
      .map(([name, { value }]) => `${name}=${value}`)
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie: shown.join('; ') } })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ')
      const [name = '', value = ''] = pair.split('=', 2)
      const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/'
      if (value === '') kept.delete(name)
      else kept.set(name, { value, path })
    }
    return answer
  }

  /** The cookies of a place, by name. */
  cookies(origin: string): Map<string, Cookie> {
    return this.#cookies.get(origin) ?? new Map()
  }
}

function isWithin(pathname: string, path: string): boolean {
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
}
