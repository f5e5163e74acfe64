import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach } from 'vitest'

const executablePath = process.env['ASSAY_TEST_CHROMIUM']
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync']
const offline = ['--disable-background-networking', '--disable-component-update']

/** A page, with what it has asked for and what its console complains about. */
export interface OpenPage {
  readonly page: Page
  readonly context: BrowserContext
  readonly requests: string[]
  readonly complaints: string[]
}

/** Gives the tests of a file a browser; they are skipped where there is none. */
export function useBrowser(): { openPage(context?: BrowserContext): Promise<OpenPage> } {
  let browser: Browser | undefined
  beforeAll(async () => {
    if (executablePath !== undefined) browser = await chromium.launch({ executablePath, args: [...quiet, ...offline] })
  })
  afterAll(() => browser?.close())
  beforeEach(({ skip }) => skip(executablePath === undefined, 'there is no Chromium: ASSAY_TEST_CHROMIUM names none'))
  return {
    async openPage(given) {
      if (!browser) throw new Error('there is no browser')
      const context = given ?? (await browser.newContext())
      const page = await context.newPage()
      const requests: string[] = []
      const complaints: string[] = []
      page.on('request', (request) => requests.push(request.url()))
      page.on('requestfailed', (request) => {
        // the browser itself takes back what a page that is left has asked for
        const why = request.failure()?.errorText
        if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${why}`)
      })
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
      })
      return { page, context, requests, complaints }
    },
  }
}
