/** The server of the page: who may use it, what it serves, and how it behaves towards pages that do not read. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { noColours } from '../../../src/cli/colours.ts'
import type { Environment } from '../../../src/cli/command.ts'
import { Output } from '../../../src/cli/output.ts'
import { isToken, newToken, refusalOf, targetOf } from '../../../src/cli/serve/access.ts'
import type { LiveEvent } from '../../../src/cli/serve/live-event.ts'
import { LiveEvents } from '../../../src/cli/serve/live-events.ts'
import type { LiveGraph } from '../../../src/cli/serve/live-graph.ts'
import { PageServer } from '../../../src/cli/serve/server.ts'
import { link } from '../../../src/rtnl/link/tables/link.ts'
import { openMonitor } from '../../../src/rtnl/monitor.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'
import type { FakeKernel } from '../../../src/testing.ts'
import { until } from '../../until.ts'
import { network } from './holdings.ts'
import type { World } from './world.ts'
import { encodeMessage, kernelOf, noNamespaces, run, Sink } from './world.ts'

const FILES = ['icon.svg', 'index.html', 'page.css', 'page.js', 'worker.js']

const folder = mkdtempSync(join(tmpdir(), 'rtnl-page-'))
t.teardown(() => rmSync(folder, { recursive: true }))
for (const name of FILES) writeFileSync(join(folder, name), `${name} <html data-mode="static">`)

interface Got {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

const get = (url: string, headers: { readonly [name: string]: string } = {}, method = 'GET'): Promise<Got> =>
  new Promise((resolve, reject) => {
    request(url, { method, headers: { ...headers }, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }))
    })
      .on('error', reject)
      .end()
  })

/** Runs the command until `use` is done. */
const serving = async (argv: readonly string[], world: World, use: (url: string) => Promise<void>) => {
  const stop = new AbortController()
  const stdout = new Sink()
  const running = run(['serve', ...argv], { pageFolder: folder, stdout, interrupted: () => stop.signal, ...world })
  try {
    await until(() => stdout.text.endsWith('/\n'), 'the address of the page')
    await use(stdout.text.trim())
  } finally {
    stop.abort()
  }
  return await running
}

t.test('its files, for those who know the address', async (t) => {
  const { code, stdout, stderr } = await serving([], {}, async (url) => {
    const { origin } = new URL(url)
    const index = await get(url)
    t.equal(index.status, 200)
    t.equal(index.text, 'index.html <html data-mode="live">', 'the page is told that there is a server')
    t.match(index.headers, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        /^default-src 'none'; script-src 'self'; .*require-trusted-types-for 'script'; trusted-types rtnl$/,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    t.equal(index.headers['access-control-allow-origin'], undefined)
    const script = await get(`${url}page.js?x`, { Origin: origin })
    t.match(script, { status: 200, text: /^page\.js .*static/, headers: { 'content-type': /^text\/javascript/ } })
    t.match(await get(url.slice(0, -1)), { status: 308, headers: { location: new URL(url).pathname } })
    t.match(await get(url, {}, 'HEAD'), { status: 200, text: '' })
    t.match(await get(url, {}, 'POST'), { status: 405, headers: { allow: 'GET, HEAD' } })
    t.match(await get(`${url}../page.js`), { status: 404 })
    t.match(await get(`${url}%2e%2e/package.json`), { status: 404 })
    t.match(await get(`${origin}/`), { status: 404, text: 'no such page' })
    t.match(await get(`${origin}/${newToken()}/`), { status: 404, text: 'no such page' })
    t.match(await get(url, { Host: `rebound.example:${new URL(url).port}` }), { status: 403, text: /^Host/ })
    t.match(await get(url, { Origin: 'http://rebound.example' }), { status: 403, text: /^Origin/ })
  })
  t.equal(code, 0)
  t.match(stdout, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/\n$/)
  t.match(stderr, /^rtnl-dump: only who knows this address can use the page; Ctrl-C ends it\n$/)
})

t.test('access', async (t) => {
  const token = newToken()
  t.not(token, newToken())
  t.equal(isToken(token, token), true)
  t.equal(isToken(`${token}x`, token), false)
  t.equal(isToken('', token), false)
  t.equal(refusalOf({ host: 'localhost:81' }, 81), undefined)
  for (const host of [undefined, '127.0.0.1', '127.0.0.1:8', 'localhost:8181', '[::1]:81', '127.0.0.1:81.example'])
    t.match(refusalOf({ host }, 81), /^Host/, String(host))
  for (const origin of ['null', 'https://127.0.0.1:81', 'http://127.0.0.1:82', ''])
    t.match(refusalOf({ host: '127.0.0.1:81', origin }, 81), /^Origin/, origin)
  t.same(targetOf('/a/b/c?d'), { token: 'a', name: 'b/c' })
  t.same(targetOf('/a'), { token: 'a', name: undefined })
  t.same(targetOf('*'), { token: '', name: undefined })
  t.same(targetOf(''), { token: '', name: undefined })
})

t.test('the static page is written', async (t) => {
  const to = join(folder, 'a', 'b')
  const { code, stdout } = await run(['serve', '--export', to], { pageFolder: folder })
  t.equal(code, 0)
  t.same(stdout.trim().split('\n').sort(), FILES)
  t.same(readdirSync(to).sort(), FILES)
  t.equal(readFileSync(join(to, 'index.html'), 'utf8'), 'index.html <html data-mode="static">')
  t.equal((await run(['serve', '--export', to], { pageFolder: folder })).code, 0, 'again, over the old files')
  const inFile = await run(['serve', '--export', join(to, 'index.html', 'x')], { pageFolder: folder })
  t.match(inFile, { code: 1, stderr: /^rtnl-dump: ENOTDIR/ })
  // mkdir of Node.js with `recursive` never ends here
  t.match(await run(['serve', '--export', '/proc/nope/x'], { pageFolder: folder }), {
    code: 1,
    stderr: /^rtnl-dump: ENOENT: no such file or directory, mkdir '\/proc\/nope'\n$/,
  })
})

t.test('what cannot be served', async (t) => {
  t.match(await run(['serve']), { code: 2, stderr: /^rtnl-dump: the page is not built: ENOENT.*nowhere/ })
  t.match(await run(['serve', '--port', '65536']), { code: 2, stderr: /Expected a port/ })
  t.match(await run(['serve', '--port', 'x']), { code: 2, stderr: /Expected a port/ })
  await serving([], {}, async (url) => {
    const { port } = new URL(url)
    const second = await run(['serve', '--port', port], { pageFolder: folder })
    t.match(second, { code: 1, stderr: /EADDRINUSE/ })
  })
})

t.test('the graph', async (t) => {
  const openNftables = async (): Promise<never> => {
    throw new Error('no\u001bprivilege')
  }
  await serving([], { held: network, openNftables }, async (url) => {
    const [first, same] = await Promise.all([get(`${url}graph`), get(`${url}graph`)])
    t.equal(first.status, 200)
    t.equal(first.text, same.text)
    const { svg, notes } = JSON.parse(first.text) as { svg: string; notes: string[] }
    t.match(svg, /^<svg [\s\S]*this namespace/)
    t.notMatch(svg, '<style')
    t.same(notes, ['nf_tables: no\\x1bprivilege'])
    const tag = String(first.headers.etag)
    t.match(await get(`${url}graph`, { 'If-None-Match': tag }), { status: 304, text: '' })
    t.match(await get(`${url}graph`, { 'If-None-Match': '"other"' }), { status: 200 })
  })
  const open = async (): Promise<never> => {
    throw new Error('no kernel')
  }
  await serving([], { open }, async (url) => {
    t.match(await get(`${url}graph`), { status: 503, text: 'no kernel' })
  })
})

/** Reads a stream of events until `isEnough`. */
const eventsOf = (
  url: string,
  headers: { readonly [name: string]: string },
  isEnough: (events: readonly LiveEvent[]) => boolean,
): Promise<LiveEvent[]> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { headers: { ...headers }, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
        const found = [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, json = '']) => JSON.parse(json) as LiveEvent)
        if (!isEnough(found)) return
        resolve(found)
        response.destroy()
      })
    })
    asked.on('error', reject).end()
  })

const eth1 = { header: { type: 'ether', index: 3, flags: [] }, ifname: '\u202eeth1', mtu: 1500 }

/** A client whose monitor listens to `kernel`. */
const openOn = async (kernel: FakeKernel): Promise<Rtnl> =>
  Object.assign(await Rtnl.open({ transport: kernelOf({}) }), {
    monitor: (options: Parameters<typeof openMonitor>[0]) => openMonitor(options, (use) => use({ transport: kernel })),
  })

t.test('events, those that were missed too', async (t) => {
  const kernel = kernelOf({})
  await serving([], { open: () => openOn(kernel) }, async (url) => {
    const [watching] = await eventsOf(`${url}events`, {}, ({ length }) => length > 0)
    t.match(watching, { id: 1, kind: 'note', parts: [['watching links, addresses, routes, rules, neighbours', null]] })
    kernel.notify(16, encodeMessage(link, eth1))
    kernel.notify(16, encodeMessage(link, { ...eth1, mtu: 1400 }))
    // nothing has changed
    kernel.notify(16, encodeMessage(link, { ...eth1, mtu: 1400 }))
    kernel.notify(17, encodeMessage(link, { ...eth1, mtu: 1400 }))
    const missed = await eventsOf(`${url}events`, { 'Last-Event-ID': '1' }, ({ length }) => length >= 3)
    t.same(
      missed.map(({ id, kind, parts }) => ({ id, kind, parts })),
      [
        {
          id: 2,
          kind: 'new',
          parts: [
            ['new    ', 32],
            [' link 3: ', null],
            ['\\u202eeth1', 1],
            [': <> mtu 1500 link/ether', null],
          ],
        },
        {
          id: 3,
          kind: 'change',
          parts: [
            ['change ', 33],
            [' link 3: \\u202eeth1: mtu ', null],
            ['1500', 31],
            [' -> ', null],
            ['1400', 32],
          ],
        },
        {
          id: 4,
          kind: 'delete',
          parts: [
            ['delete ', 31],
            [' link 3: ', null],
            ['\\u202eeth1', 1],
            [': <> mtu 1400 link/ether', null],
          ],
        },
      ],
    )
    t.match(missed[0], { time: '2026-01-02T03:04:05.678Z', json: /^\{"action":"new","object":"link","value":\{/ })
    const all = await eventsOf(`${url}events`, { 'Last-Event-ID': 'x' }, ({ length }) => length >= 4)
    t.equal(all[0]?.id, 1, 'without a number, all that are kept')
  })
})

const environmentOf = (world: Partial<Environment['io']>): Environment =>
  ({
    io: { now: () => new Date(0), env: {}, netns: noNamespaces, ...world },
    out: new Output(new Sink()),
    err: new Output(new Sink()),
    colours: noColours,
  }) as unknown as Environment

t.test('watching that fails is reported, and tried again for the next page', async (t) => {
  let count = 0
  const open: Environment['io']['open'] = async () => {
    if (++count === 1) throw new Error('no kernel')
    return openOn(kernelOf({}))
  }
  const events = new LiveEvents(environmentOf({ open }), {})
  const seen: string[] = []
  const stop = events.listen(0, ({ parts }) => seen.push(parts.map(([text]) => text).join('')))
  await until(() => seen.length === 1, 'the failure')
  stop()
  events.listen(1, ({ parts }) => seen.push(parts.map(([text]) => text).join('')))
  await until(() => seen.length === 2, 'the second attempt')
  t.same(seen, ['no kernel', 'watching links, addresses, routes, rules, neighbours'])
  events.abort()
  await until(() => seen.length === 3, 'the end')
  t.equal(seen.pop(), 'nothing is watched any more')
  const named = new LiveEvents(environmentOf({ findNamespaces: async () => [{ netns: null, own: true }] }), {
    allNetns: true,
  })
  named.listen(0, ({ parts }) => seen.push(String(parts[0]?.[0])))
  await until(() => seen.length === 3, 'the third failure')
  t.equal(seen[2], 'not watched here')
})

t.test('the oldest events are forgotten', async (t) => {
  const events = new LiveEvents(environmentOf({ open: async () => new Promise(() => undefined) }), {})
  for (let count = 0; count < 2300; count++) await events.note(`event ${count}`)
  const kept: number[] = []
  events.listen(0, ({ id }) => kept.push(id))
  t.ok(kept.length >= 2000 && kept.length <= 2200)
  t.equal(kept.at(-1), 2300)
})

const graph = { draw: async () => undefined } as unknown as LiveGraph

t.test('a page that does not read its events is disconnected', async (t) => {
  const events = new LiveEvents(environmentOf({ open: async () => new Promise(() => undefined) }), {})
  const server = new PageServer({ files: new Map(), events, graph, heartbeat: 1 })
  const url = await server.listen(0)
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const closed = new Promise((resolve) => socket.on('error', () => undefined).on('close', resolve))
  let head = ''
  socket.write(`GET ${new URL(url).pathname}events HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`)
  const read = (bytes: Buffer): void => {
    head += bytes.toString('latin1')
    // a comment: the server finds out that a page is gone, although nothing happens
    if (head.includes(':\n\n')) socket.pause()
  }
  socket.on('data', read)
  await until(() => socket.isPaused(), 'the comment')
  const line = 'x'.repeat(1 << 20)
  for (let count = 0; count < 40; count++) {
    await events.write({ json: { action: 'new' }, lines: [line] })
    await new Promise(setImmediate)
  }
  socket.off('data', read).resume()
  await closed
  t.match(head, /^HTTP\/1\.1 200 OK/)
  t.match(await get(url), { status: 404 }, 'others are served')
  server.close()
})
