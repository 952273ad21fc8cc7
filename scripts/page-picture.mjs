// Writes docs/pictures/page.png: the page of `rtnl-dump serve` with its example. Needs a build and Chromium.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chromium } from 'playwright-core'

const server = spawn(process.execPath, ['dist/bin.js', 'serve'], { stdio: ['ignore', 'pipe', 'inherit'] })
try {
  const [address] = await once(server.stdout, 'data')
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, colorScheme: 'light' })
  await page.goto(String(address).trim())
  await page.getByRole('button', { name: 'Example' }).click()
  await page.locator('.row', { hasText: 'NLMSG_ERROR' }).click()
  // the headers are closed, so that both messages fit
  const header = page.locator('.row', { hasText: /^▾struct (nlmsghdr|ifinfomsg)/ })
  for (let count = 3; count > 0; count--) {
    await header.nth(count === 3 ? 2 : 0).waitFor()
    await header.first().locator('.twist').click()
  }
  await page.locator('.row', { hasText: 'NLMSG_ERROR' }).first().click()
  await page.locator('#byte-44').hover()
  await page.locator('.byte.lit').first().waitFor()
  await page.screenshot({ path: 'docs/pictures/page.png' })
  await browser.close()
} finally {
  server.kill('SIGINT')
}
