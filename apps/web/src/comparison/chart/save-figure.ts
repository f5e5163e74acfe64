const kept = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'opacity'],
  ...['font-family', 'font-size', 'font-weight', 'text-anchor'],
] as const
const pixelsPerPoint = 3

/** Saves a drawing as it looks here: as a drawing, or as points for where drawings cannot go. */
export async function saveFigure(figure: SVGSVGElement, name: string, format: 'svg' | 'png'): Promise<void> {
  const drawing = new Blob([standalone(figure)], { type: 'image/svg+xml' })
  const bytes = format === 'svg' ? drawing : await toPoints(drawing, figure.getBoundingClientRect())
  if (bytes) download(bytes, `${name}.${format}`)
}

/** The drawing with the colours and letters that the page gives it. */
function standalone(figure: SVGSVGElement): string {
  const copy = figure.cloneNode(true)
  if (!(copy instanceof SVGSVGElement)) return ''
  const { width, height } = figure.getBoundingClientRect()
  const originals = [figure, ...figure.querySelectorAll('*')]
  for (const [at, element] of [copy, ...copy.querySelectorAll('*')].entries()) {
    const original = originals[at]
    if (!original) continue
    const style = getComputedStyle(original)
    for (const property of kept) element.setAttribute(property, style.getPropertyValue(property))
    element.removeAttribute('class')
    element.removeAttribute('style')
  }
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  ground.setAttribute('width', '100%')
  ground.setAttribute('height', '100%')
  ground.setAttribute('fill', getComputedStyle(document.body).backgroundColor)
  copy.prepend(ground)
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`)
  return new XMLSerializer().serializeToString(copy)
}

async function toPoints(drawing: Blob, { width, height }: DOMRect): Promise<Blob | null> {
  const url = URL.createObjectURL(drawing)
  try {
    const image = new Image(width * pixelsPerPoint, height * pixelsPerPoint)
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.width
    canvas.height = image.height
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
  } finally {
    URL.revokeObjectURL(url)
  }
}

function download(bytes: Blob, filename: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(bytes)
  link.download = filename
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href))
}
