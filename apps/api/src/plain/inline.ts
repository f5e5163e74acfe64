import type { FastifyReply } from 'fastify'

/** What browsers show without running anything in it. Pages and SVG have scripts; a PDF's viewer needs rights. */
const safe = /^(?:image\/(?:avif|bmp|gif|jpeg|png|webp)|(?:audio|video)\/[\w.+-]+|text\/plain|application\/json)$/i

export function isSafeToShow(content_type: string): boolean {
  return safe.test(content_type.split(';', 1)[0]?.trim() ?? '')
}

/** For the page that a browser makes of it, which has styles of its own, and shows nothing but this. */
const policy =
  "default-src 'none';img-src 'self';media-src 'self';style-src 'unsafe-inline';frame-ancestors 'none';sandbox"

export function allowShowing({ raw }: FastifyReply): void {
  raw.setHeader('content-security-policy', policy)
}
