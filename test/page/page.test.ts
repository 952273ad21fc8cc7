/** The page in a real browser, as a person uses it: by pointer and by keyboard, with good input and bad. */
import { execFileSync } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts'
import { findNamespaces } from '../../src/cli/found-namespaces.ts'
import { Netns, Rtnl } from '../../src/index.ts'
import { Nftables } from '../../src/nftables.ts'
import type { ReaderReply } from '../../src/page/reader.ts'
import { CaptureSession } from '../../src/page/reader.ts'
import { allTypes, golden, refusals } from '../golden/messages.ts'
import { inNamespace, ip, ipBatch } from '../kernel/namespace.ts'
import { run, Sink } from '../unit/cli/world.ts'
import { until } from '../until.ts'
import type { Watched } from './browser.ts'
import { FAINT, launch, openPage, unusedFunctions } from './browser.ts'

const DOM = 'src/page/dom/'

/** Messages of programs and of the kernel, with their headers and protocols. */
const messages = [
  ...golden().map(({ type, from, bytes }) => {
    const { type: number } = allTypes[type]
    const message = Buffer.alloc(16 + bytes.length)
    message.writeUInt32LE(message.length, 0)
    message.writeUInt16LE(number, 4)
    message.writeUInt16LE(from === 'tool' ? 5 : 0, 6)
    message.writeUInt32LE(77, 8)
    message.set(bytes, 16)
    return { message, protocol: type.startsWith('RTM_') ? 0 : 12 }
  }),
  ...refusals().flatMap(({ request, reply }) => [request, reply].map((message) => ({ message, protocol: 0 }))),
]

/** A capture of so many messages. */
const pcapOf = (count: number): Buffer =>
  Buffer.concat([
    pcapHeader(),
    ...Array.from({ length: count }, (_, at) => {
      const { message, protocol } = messages[at % messages.length] as (typeof messages)[number]
      return pcapRecord(message, protocol, BigInt(at))
    }),
  ])

const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

/** Any web server. */
const serveFiles = async (folder: string): Promise<{ readonly url: string; readonly close: () => void }> => {
  const server = createServer(({ url = '/' }, response) => {
    const name = url === '/' ? 'index.html' : url.slice(1)
    response.setHeader('Content-Type', TYPES[extname(name)] ?? 'image/svg+xml')
    createReadStream(join(folder, name))
      .on('error', () => response.writeHead(404).end())
      .pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close }
}

const rowOf = (page: Page, text: string): Locator => page.locator('#tree .row', { hasText: text }).first()

/** The bytes that are lit. */
const litBytes = async (page: Page): Promise<string> => (await page.locator('.byte.lit').allTextContents()).join(' ')

const activeRow = async (page: Page): Promise<string> =>
  (await page.evaluate(
    `document.getElementById(document.querySelector('#tree').getAttribute('aria-activedescendant'))?.textContent ?? ''`,
  )) as string

const finished = async (page: Page, text: RegExp): Promise<void> =>
  await page.locator('#progress').filter({ hasText: text }).waitFor()

const paste = (page: Page, text: string, target = 'document.body'): Promise<unknown> =>
  page.evaluate(
    `{
      const clipboardData = new DataTransfer()
      clipboardData.setData('text', ${JSON.stringify(text)})
      ${target}.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }`,
  )

/** The same rows and details that a browser's worker gets, by a program that runs here. */
const readHere = async (capture: Buffer, numbers: readonly number[]): Promise<string[]> => {
  const replies: ReaderReply[] = []
  const session = new CaptureSession((reply) => replies.push(reply))
  await session.receive({ type: 'read', source: new Blob([capture]) })
  for (const number of numbers) await session.receive({ type: 'message', number })
  return replies.map((reply) => JSON.stringify(reply))
}

const readThere = (page: Page, capture: Buffer, numbers: readonly number[]): Promise<string[]> =>
  page.evaluate(
    `new Promise((resolve) => {
      const replies = []
      const worker = new Worker('worker.js', { type: 'module' })
      const bytes = Uint8Array.from(atob('${capture.toString('base64')}'), (one) => one.charCodeAt(0))
      worker.onmessage = ({ data }) => {
        replies.push(data)
        if (data.type === 'end') for (const number of ${JSON.stringify(numbers)}) worker.postMessage({ type: 'message', number })
        if (data.detail?.number === ${numbers.at(-1)}) resolve(replies.map((reply) => JSON.stringify(reply)))
      }
      worker.postMessage({ type: 'read', source: new Blob([bytes]) })
    })`,
  ) as Promise<string[]>

/** What a script in the page may not do. Returns what was permitted, with the words of the browser for the rest. */
const FORBIDDEN = `(() => {
  const element = document.createElement('div')
  const tries = {
    markup: () => { element.innerHTML = '<b>x</b>' },
    fragment: () => element.insertAdjacentHTML('beforeend', 'x'),
    document: () => new DOMParser().parseFromString('<b/>', 'text/html'),
    worker: () => new Worker('worker.js', { type: 'module' }),
    script: () => { document.createElement('script').src = 'page.js' },
    policy: () => trustedTypes.createPolicy('other', { createHTML: (text) => text }),
    again: () => trustedTypes.createPolicy('rtnl', { createHTML: (text) => text }),
  }
  return Object.entries(tries).map(([name, run]) => {
    try {
      run()
      return name + ': permitted'
    } catch (error) {
      return name + ': ' + error.name
    }
  })
})()`

/** The page refuses text where a browser would run it. */
const refusesText = async (t: Test, { page, complaints }: Watched): Promise<void> => {
  t.same(complaints.splice(0), [])
  const outcome = ['markup', 'fragment', 'document', 'worker', 'script', 'policy', 'again'].map(
    (one) => `${one}: TypeError`,
  )
  t.same(await page.evaluate(FORBIDDEN), outcome)
  t.ok(complaints.splice(0).every((text) => /Trusted|policy/i.test(text)))
}

if (inNamespace(t, import.meta.url)) {
  ip('link set lo up')
  const folder = mkdtempSync(join(tmpdir(), 'rtnl-page-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/build-page.mjs', import.meta.url)), folder])
  const browser = await launch()
  t.teardown(() => browser.close())
  const pages: Page[] = []

  t.test('files of any web server decode', async (t) => {
    const server = await serveFiles(folder)
    t.teardown(server.close)
    const { page, complaints, requests } = await openPage(browser, server.url)
    pages.push(page)
    page.setDefaultTimeout(30_000)
    t.equal(await page.locator('#tabs').isVisible(), false, 'there is no machine to watch')

    await t.test('a request, its refusal, and the field at fault', async (t) => {
      await page.getByRole('button', { name: 'Example' }).click()
      await finished(page, /784 bytes, 2 messages$/)
      await rowOf(page, 'IFLA_VXLAN_ID').hover()
      t.equal(await litBytes(page), '08 00 01 00 00 00 00 01')
      t.match(await page.locator('#status').textContent(), /^IFLA_VXLAN_IDbytes 52–59 \(8\)16777216$/)
      await rowOf(page, 'IFLA_LINKINFO').hover()
      t.match(await litBytes(page), /^1c 00 12 00 0a .* 00 00 00 01$/, 'a nest with all that is in it')
      await page.locator('#byte-36').hover()
      t.match(await page.locator('#tree .row.lit').textContent(), /^IFLA_INFO_KIND"vxlan"$/)
      await page.locator('#byte-8').click()
      t.match(await activeRow(page), /^nlmsg_seq30$/)
      await rowOf(page, 'NLMSG_ERROR').click()
      await page.getByRole('button', { name: 'linkinfo.data.id (IFLA_VXLAN_ID) at byte 52 of message 1' }).click()
      t.match(await activeRow(page), /^IFLA_VXLAN_ID16777216$/)
      t.equal(await litBytes(page), '08 00 01 00 00 00 00 01')
      await rowOf(page, 'IFLA_LINKINFO').locator('.twist').click()
      t.equal(await rowOf(page, 'IFLA_VXLAN_ID').count(), 0, 'closed')
      t.same(await page.evaluate(FAINT), [])
    })

    await t.test('by keyboard alone', async (t) => {
      await page.getByRole('button', { name: 'Clear' }).click()
      t.equal(await page.locator('#tree').isVisible(), false)
      t.equal(await page.evaluate('document.activeElement.id'), 'input')
      await page.keyboard.type('14000000030002004d00000000000000 00000000')
      await finished(page, /1 message$/)
      for (const id of ['open', 'example', 'clear', 'order', 'family', 'tree']) {
        await page.keyboard.press('Tab')
        t.equal(await page.evaluate('document.activeElement.id'), id)
      }
      t.match(await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`), 'solid')
      for (const key of ['ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
      t.match(await activeRow(page), /^nlmsg_flagsNLM_F_MULTI$/)
      await page.keyboard.press('Control+ArrowDown')
      t.match(await activeRow(page), /^nlmsg_flags/, 'keys of the browser are not ours')
      await page.keyboard.press('Tab')
      t.equal(await page.evaluate('document.activeElement.id'), 'hex')
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      t.match(await activeRow(page), /^nlmsg_seq77$/)
      await page.keyboard.press('Shift+Tab')
      for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key)
      t.match(await activeRow(page), /^▸1NLMSG_DONE20 B$/)
      await page.keyboard.press('Enter')
      await rowOf(page, 'nlmsg_seq').waitFor()
      t.same(
        await page
          .locator('#tree .row')
          .evaluateAll((rows) => rows.slice(0, 3).map((row) => [row.ariaLevel, row.ariaExpanded])),
        [
          ['1', 'true'],
          ['2', 'true'],
          ['3', null],
        ],
      )
      await page.locator('#order').selectOption('be')
      await finished(page, /1 message$/)
      await rowOf(page, 'try --le').waitFor()
      await page.locator('#order').selectOption('')
    })

    await t.test('10,000 messages of a file that is dropped', async (t) => {
      const capture = pcapOf(10_000)
      await page.evaluate(`{
        globalThis.gap = 0
        let last = performance.now()
        const frame = (now) => {
          gap = Math.max(gap, now - last)
          last = now
          requestAnimationFrame(frame)
        }
        requestAnimationFrame(frame)
        const bytes = Uint8Array.from(atob('${capture.toString('base64')}'), (one) => one.charCodeAt(0))
        globalThis.dropped = new DataTransfer()
        dropped.items.add(new File([bytes], 'nlmon.pcap'))
        const drop = (type) => document.body.dispatchEvent(
          new DragEvent(type, { dataTransfer: dropped, bubbles: true, cancelable: true }))
        drop('dragover')
        drop('dragleave')
        drop('dragover')
        gap = 0
        drop('drop')
      }`)
      await finished(page, /^nlmon\.pcap: [\d,]+ bytes, 10,000 messages$/)
      await page.locator('#tree').focus()
      await page.keyboard.press('End')
      t.match(await activeRow(page), /^▸10000[A-Z]/)
      await page.keyboard.press('PageUp')
      await page.keyboard.press('ArrowRight')
      await rowOf(page, 'struct nlmsghdr').waitFor()
      t.ok(((await page.locator('#tree .row').count()) as number) < 100, 'rows that nobody sees are no elements')
      // Frames come every 16 ms; a machine that is busy with other tests misses some.
      t.ok(((await page.evaluate('gap')) as number) < 1000, 'the page goes on')
    })

    await t.test('the browser reads what a program reads', async (t) => {
      const capture = pcapOf(messages.length)
      const numbers = messages.map((_, at) => at + 1)
      // a page without a policy may start a worker by its name
      const plain = await browser.newPage()
      await plain.goto(`${server.url}icon.svg`)
      const [there, here] = [await readThere(plain, capture, numbers), await readHere(capture, numbers)]
      await plain.close()
      t.equal(there.length, here.length)
      t.equal(
        there.findIndex((reply, at) => reply !== here[at]),
        -1,
      )
      t.ok(here.length > 300, `${here.length} replies`)
    })

    await t.test('hostile input', async (t) => {
      const name = '<img src=x onerror=alert(1)>'.slice(0, 15)
      const attribute = Buffer.concat([Buffer.from([4 + 16, 0, 3, 0]), Buffer.from(`${name}\0`)])
      const link = Buffer.concat([Buffer.alloc(32), attribute])
      link.writeUInt32LE(link.length, 0)
      link.writeUInt16LE(16, 4)
      await paste(page, link.toString('hex'))
      await finished(page, /^pasted text: .*1 message$/)
      await rowOf(page, `link ${name}`).waitFor()
      t.equal(await page.locator('main img').count(), 0)
      const lying = Buffer.concat([pcapHeader(), pcapRecord(link, 0, 7n), Buffer.alloc(16, 0xee)])
      const files = page.locator('#file')
      await files.setInputFiles({ name: '<b>lying.pcap', mimeType: '', buffer: lying })
      await finished(page, /^<b>lying\.pcap: .*1 message; packet 2 of the pcap has 4008636142 bytes: a broken file$/)
      const noise = Buffer.alloc(3 << 20)
      for (let at = 0; at < noise.length; at += 4) noise.writeUInt32LE((at * 2_654_435_761) >>> 0, at)
      await files.setInputFiles({ name: 'noise', mimeType: '', buffer: noise })
      await finished(page, /^noise: 3,145,728 bytes/)
      // a text that is too long for the field is read as a file
      const long = `${link.toString('hex')}\n`.repeat(5000)
      await paste(page, long, `document.querySelector('#input')`)
      await finished(page, /^pasted text: .*5,000 messages$/)
      t.equal(await page.locator('#input').inputValue(), '')
      await paste(page, '14000000030002004d0000000000000000000000')
      await finished(page, /1 message$/)
    })

    await t.test('text is not run', (t) => refusesText(t, { page, complaints, requests }))

    await t.test('a drop of text, a paste of a file, a reader that fails', async (t) => {
      await page.evaluate(`{
        const dataTransfer = new DataTransfer()
        dataTransfer.setData('text', '14000000030002004d0000000000000000000000')
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
      }`)
      await finished(page, /^dropped text: .*1 message$/)
      await page.evaluate(`{
        const clipboardData = new DataTransfer()
        clipboardData.items.add(new File(['14000000030002004d0000000000000000000000'], 'copied.txt'))
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      }`)
      await finished(page, /^copied\.txt: .*1 message$/)
      const chosen = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Open a file…' }).click()
      t.equal((await chosen).isMultiple(), false)
      t.same(complaints, [])
      await page.route('**/worker.js', (route) => route.abort())
      await page.locator('#family').selectOption('12')
      await finished(page, /the reader failed/)
      t.ok(complaints.splice(0).every((text) => text.includes('ERR_FAILED')))
    })

    t.same(complaints, [])
    t.same(
      requests.filter((address) => !address.startsWith(server.url) && !address.startsWith('blob:')),
      [],
      'it asks nobody else',
    )
  })

  t.test('rtnl-dump serve shows this machine', async (t) => {
    ipBatch(['link add br0 type bridge', 'link add v1 type veth peer name w1', 'link set v1 master br0 up'])
    const stop = new AbortController()
    const stdout = new Sink()
    const running = run(['serve'], {
      open: (io, netns) => Rtnl.open(netns === undefined ? { io } : { io, netns }),
      openNftables: (io, netns) => Nftables.open(netns === undefined ? { io } : { io, netns }),
      netns: Netns,
      findNamespaces: () => findNamespaces(Netns.list),
      pageFolder: folder,
      now: () => new Date(),
      stdout,
      interrupted: () => stop.signal,
    })
    await until(() => stdout.text.endsWith('/\n'), 'the address')
    const { page, complaints, requests } = await openPage(browser, stdout.text.trim())
    pages.push(page)
    const line = (text: string): Locator => page.locator('#events-list .event', { hasText: text }).first()

    await t.test('it decodes, without compiling code', async (t) => {
      await page.getByRole('button', { name: 'Example' }).click()
      await finished(page, /message/)
      t.ok((await page.locator('[role=treeitem]').count()) > 2)
    })

    await t.test('events as they happen', async (t) => {
      await page.getByRole('tab', { name: 'Decode' }).focus()
      await page.keyboard.press('a')
      await page.keyboard.press('ArrowRight')
      t.equal(await page.getByRole('tab', { name: 'Events' }).getAttribute('aria-selected'), 'true')
      t.match(page.url(), /#events$/)
      await line('watching links').waitFor()
      ip('link set w1 mtu 1400')
      await line('mtu 1500 -> 1400').waitFor()
      t.same(await line('mtu 1500 -> 1400').locator('.red').allTextContents(), ['1500'])
      t.same(await line('mtu 1500 -> 1400').locator('.green').allTextContents(), ['1400'])
      await line('mtu 1500 -> 1400').click()
      t.match(await page.locator('#event-json').textContent(), /"name": "w1"/)
      await page.getByLabel('Pause').check()
      ip('link add <i>x type bridge')
      await page.getByRole('searchbox').fill('<I>')
      await page.locator('#events-list.empty').waitFor()
      await page.getByLabel('Pause').uncheck()
      await line('<i>x').waitFor()
      t.equal(await page.locator('main i').count(), 0)
      await page.getByRole('searchbox').fill('')
      await page.locator('#events-list').focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('Control+End')
      t.match(await page.locator('.event.selected').textContent(), /watching/)
      t.equal(await page.locator('#event-json').textContent(), '', 'a note has no fields')
      t.same(await page.evaluate(FAINT), [])
      await page.getByRole('button', { name: /^Colours/ }).click()
      await page.getByRole('button', { name: 'Colours: light' }).click()
      t.equal(await page.evaluate('getComputedStyle(document.body).backgroundColor'), 'rgb(13, 17, 23)')
      t.same(await page.evaluate(FAINT), [], 'also in the dark')
      await page.locator('#events .controls').getByRole('button', { name: 'Clear' }).click()
      await page.locator('#events-list.empty').waitFor()
    })

    await t.test('the graph, as it is now', async (t) => {
      await page.evaluate(`location.hash = '#graph'`)
      const text = (name: string): Locator => page.locator('#graph-picture text', { hasText: name }).first()
      await text('br0').waitFor()
      t.equal(
        await page.evaluate(`getComputedStyle(document.querySelector('#graph-picture text')).fill`),
        'rgb(230, 237, 243)',
        'in the dark',
      )
      await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
      ip('link add <u>y type bridge')
      await text('<u>y').waitFor()
      const width = (): Promise<number> =>
        page.evaluate(`document.querySelector('#graph-picture svg').getBoundingClientRect().width`) as Promise<number>
      const before = await width()
      await page.locator('#graph-picture').focus()
      await page.keyboard.press('+')
      t.ok((await width()) > before * 1.2)
      await page.keyboard.press('-')
      await page.keyboard.press('Control+0')
      t.ok(Math.abs((await width()) - before) < 1)
      await page.keyboard.press('0')
      for (const name of ['Larger', 'Smaller', 'Fit']) await page.getByRole('button', { name }).click()
      t.ok((await width()) > 1000, 'it fills the window')
    })

    await t.test('text is not run', (t) => refusesText(t, { page, complaints, requests }))

    await t.test('when the server ends', async (t) => {
      t.same(complaints, [])
      t.ok(requests.every((address) => address.startsWith(stdout.text.trim())))
      stop.abort()
      t.equal((await running).code, 0)
      await page.getByRole('tab', { name: 'Events' }).click()
      await page.locator('#events-state', { hasText: 'not connected' }).waitFor()
      await page.getByRole('tab', { name: 'Graph' }).click()
      await page.locator('#graph-notes', { hasText: 'could not be read' }).waitFor()
    })
  })

  // What runs in a browser alone is not in the coverage of the other tests.
  t.test('every function of the elements was used', async (t) => {
    t.same(await unusedFunctions(pages, DOM), [])
  })
}
