/** A headless Chromium, and what a test wants to know of a page in it. */
import { existsSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'

/** Debian's. */
const EXECUTABLE = '/usr/bin/chromium'

export const launch = async (): Promise<Browser> => {
  if (!existsSync(EXECUTABLE)) throw new Error(`${EXECUTABLE} is missing: scripts/setup-debian.sh installs it`)
  // Its sandbox does not work for root.
  return await chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] })
}

export interface Watched {
  readonly page: Page
  /** Errors and warnings of its console: also what its policy (CSP) has refused. */
  readonly complaints: string[]
  /** The addresses that it has asked for. */
  readonly requests: string[]
}

/** Opens a page, and records the functions that it runs. */
export const openPage = async (browser: Browser, url: string): Promise<Watched> => {
  const page = await browser.newPage({ viewport: { width: 1360, height: 820 }, colorScheme: 'light' })
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error.stack)))
  page.on('dialog', (dialog) => complaints.push(dialog.message()))
  page.on('request', (request) => requests.push(request.url()))
  await page.coverage.startJSCoverage({ resetOnNavigation: false })
  await page.goto(url)
  return { page, complaints, requests }
}

/** The functions in files of `folder` that no page has run. esbuild writes the name of each file above its part of a bundle. */
export const unusedFunctions = async (pages: readonly Page[], folder: string): Promise<string[]> => {
  const used = new Set<string>()
  const all = new Set<string>()
  for (const page of pages)
    for (const { source = '', functions } of await page.coverage.stopJSCoverage()) {
      const files = [...source.matchAll(/^ *\/\/ (src\/.*)$/gm)].map((match) => [match.index, match[1] ?? ''] as const)
      for (const { functionName, ranges } of functions) {
        const { startOffset = 0, endOffset = 0, count = 0 } = ranges[0] ?? {}
        const file = files.findLast(([at]) => at <= startOffset)?.[1] ?? ''
        if (!file.startsWith(folder)) continue
        const text = source.slice(startOffset, endOffset).split('\n')[0]?.trim()
        const name = `${file}: ${functionName} ${text}`
        all.add(name)
        if (count > 0) used.add(name)
      }
    }
  return [...all].filter((name) => !used.has(name))
}

/** Elements whose text has less contrast than WCAG asks for (AA: 4.5). To be run in a page. */
export const FAINT = `(() => {
  const channels = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number)
    return colour.startsWith('color(') ? [r * 255, g * 255, b * 255, a] : [r, g, b, a]
  }
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, a] = channels(getComputedStyle(at).backgroundColor)
      if (a === 1) return [r, g, b]
    }
    return [255, 255, 255]
  }
  const found = []
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')
    if (!hasText || element.ownerSVGElement || !element.checkVisibility()) continue
    const [one, other] = [channels(getComputedStyle(element).color).slice(0, 3), behind(element)].map(luminance)
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
    if (ratio < 4.5) found.push(element.tagName + '.' + element.className + ' ' + element.textContent.slice(0, 30) + ' ' + ratio.toFixed(2))
  }
  return found
})()`
