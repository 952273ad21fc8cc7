/** Requests of node:http and node:https from a namespace: both use one agent, and are ended like any others. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import * as http from 'node:http'
import * as https from 'node:https'
import type { LookupFunction, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import t from 'tap'
import { Netns, Rtnl } from '../../src/index.ts'
import { descriptors } from '../native/addon.ts'
import { until } from '../until.ts'
import { helpers } from './helpers.ts'
import { inSandbox } from './namespace.ts'

type Module = Pick<typeof https, 'get'>

/** The whole response of a request; rejects with its `error`. */
const fetched = async (
  module: Module,
  url: string,
  options: https.RequestOptions,
): Promise<{ text: string; request: http.ClientRequest }> => {
  const request = module.get(url, options)
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  let text = ''
  for await (const part of response) text += part
  return { text, request }
}

/** A key and a self-signed certificate, for one address and one name. */
const certificate = (): { key: string; cert: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'rtnl-tls-'))
  try {
    const words = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=inside.test']
    const names = ['-addext', 'subjectAltName=IP:127.0.0.1,DNS:inside.test']
    const files = ['-keyout', join(folder, 'key'), '-out', join(folder, 'cert')]
    execFileSync('openssl', ['req', ...words, ...names, ...files], { stdio: 'pipe' })
    return { key: readFileSync(join(folder, 'key'), 'utf8'), cert: readFileSync(join(folder, 'cert'), 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (inSandbox(t, import.meta.url)) {
  const ns = await Netns.create('inside')
  t.teardown(() => ns.delete())
  {
    await using rtnl = await Rtnl.open({ netns: ns })
    await rtnl.links.change('lo', { up: true })
    // packets to it are dropped, so connecting blocks
    await rtnl.links.add({ kind: 'veth', name: 'void', up: true, peer: { name: 'nobody', up: true } })
    await rtnl.addresses.add({ dev: 'void', address: '198.51.100.1/24' })
    await rtnl.neighbours.add({ dev: 'void', dst: '198.51.100.7', lladdr: '02:00:00:00:00:07', state: ['permanent'] })
  }
  const { key, cert } = certificate()
  const answer: http.RequestListener = (request, response) =>
    response.end(
      `${'encrypted' in request.socket ? 'TLS' : 'plain'} ${request.headers.host} ${request.socket.remotePort}`,
    )
  const secure = await ns.listen(https.createServer({ key, cert }, answer), { host: '127.0.0.1', port: 443 })
  const plain = await ns.listen(http.createServer(answer), { host: '127.0.0.1', port: 80 })
  t.teardown(() => {
    for (const server of [secure, plain]) {
      server.closeAllConnections()
      server.close()
    }
  })

  t.test('one agent for both, with the default port of each', async (t) => {
    const agent = ns.agent({ ca: cert })
    t.match((await fetched(https, 'https://127.0.0.1/', { agent })).text, /^TLS 127\.0\.0\.1 \d/)
    t.match((await fetched(http, 'http://127.0.0.1/', { agent })).text, /^plain 127\.0\.0\.1 \d/)
    // options alone have no protocol
    const bare = { host: '127.0.0.1', agent }
    for (const [module, answered] of [
      [https, /^TLS 127\.0\.0\.1 /],
      [http, /^plain 127\.0\.0\.1 /],
    ] as const) {
      const [response] = (await once(module.get(bare), 'response')) as [http.IncomingMessage]
      t.match(String(await response.toArray()), answered)
    }
    // a port other than the default of the protocol is used
    const other = await ns.listen(https.createServer({ key, cert }, answer), { host: '127.0.0.1', port: 8443 })
    t.match((await fetched(https, 'https://127.0.0.1:8443/', { agent })).text, /^TLS 127\.0\.0\.1:8443 \d/)
    other.closeAllConnections()
    other.close()
    const onEighty = await ns.listen(https.createServer({ key, cert }, answer), { host: '127.0.0.2', port: 80 })
    const options = { agent, servername: 'inside.test' }
    t.match((await fetched(https, 'https://127.0.0.2:80/', options)).text, /^TLS 127\.0\.0\.2:80 \d/)
    onEighty.closeAllConnections()
    onEighty.close()
  })

  t.test('certificates are verified', async (t) => {
    const agent = ns.agent()
    await t.rejects(fetched(https, 'https://127.0.0.1/', { agent }), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    t.match((await fetched(https, 'https://127.0.0.1/', { agent, ca: cert })).text, /^TLS/)
    const wrong = { agent, ca: cert, servername: 'outside.test' }
    await t.rejects(fetched(https, 'https://127.0.0.1/', wrong), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
    const odd = ns.agent({ minVersion: 'SSLv9' as never })
    await t.rejects(fetched(https, 'https://127.0.0.1/', { agent: odd }), { code: 'ERR_TLS_INVALID_PROTOCOL_VERSION' })
    const { request } = await fetched(https, 'https://127.0.0.1/', { agent, rejectUnauthorized: false })
    t.equal((request.socket as TLSSocket).authorized, false)
  })

  t.test('connections are kept alive, and never used for another protocol or another certificate', async (t) => {
    const agent = ns.agent({ keepAlive: true, ca: cert })
    const once_ = await fetched(https, 'https://127.0.0.1/', { agent })
    const twice = await fetched(https, 'https://127.0.0.1/', { agent })
    t.equal(twice.text, once_.text, 'from the same port')
    t.ok(twice.request.reusedSocket)
    const named = { agent, servername: 'inside.test' }
    t.not((await fetched(https, 'https://127.0.0.1/', named)).text, once_.text)
    const first = await fetched(http, 'http://127.0.0.1/', { agent })
    t.equal((await fetched(http, 'http://127.0.0.1/', { agent })).text, first.text)
    t.not(
      agent.getName({ host: '127.0.0.1', port: 80 }),
      agent.getName({ host: '127.0.0.1', port: 80, protocol: 'https:' }),
    )
    t.type(agent.getName(), 'string')
    agent.destroy()
  })

  t.test("a name, with the program's `lookup`", async (t) => {
    const asked: unknown[] = []
    const lookup: LookupFunction = (host, { family }, done) => {
      asked.push([host, family])
      if (host === 'inside.test') done(null, '127.0.0.1', 4)
      else done(Object.assign(new Error('not known'), { code: 'ENOTFOUND' }), '', 0)
    }
    const agent = ns.agent({ ca: cert, lookup })
    t.match((await fetched(https, 'https://inside.test/', { agent, family: 4 })).text, /^TLS inside\.test \d/)
    t.match((await fetched(http, 'http://inside.test/', { agent })).text, /^plain inside\.test \d/)
    await t.rejects(fetched(http, 'http://outside.test/', { agent }), { code: 'ENOTFOUND' })
    t.same(asked, [
      ['inside.test', 4],
      ['inside.test', undefined],
      ['outside.test', undefined],
    ])
    await t.rejects(fetched(http, 'http://inside.test/', { agent: ns.agent() }), { name: 'EncodeError', path: 'host' })
    const socket = await ns.connect({ host: 'inside.test', port: 80, lookup })
    t.equal(socket.remoteAddress, '127.0.0.1')
    socket.destroy()
  })

  t.test('over unix sockets', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'rtnl-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    const agent = ns.agent({ ca: cert, servername: 'inside.test' })
    const odd = ns.agent({ minVersion: 'SSLv9' as never })
    for (const path of [join(folder, 's'), '\0abstract']) {
      const server = await ns.listen(https.createServer({ key, cert }, answer), { path })
      t.match((await fetched(https, 'https://there/', { agent, socketPath: path })).text, /^TLS there /)
      await t.rejects(fetched(https, 'https://there/', { agent: odd, socketPath: path }), {
        code: 'ERR_TLS_INVALID_PROTOCOL_VERSION',
      })
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await t.rejects(fetched(https, 'https://there/', { agent, socketPath: path }), {
        code: path.startsWith('/') ? 'ENOENT' : 'ECONNREFUSED',
      })
    }
    await t.rejects(fetched(http, 'http://there/', { agent, socketPath: 'x'.repeat(108) }), { name: 'EncodeError' })
  })

  const NOWHERE = '198.51.100.7'

  for (const [module, scheme] of [
    [http, 'http'],
    [https, 'https'],
  ] as const) {
    t.test(`${scheme}: a request that waits for a connection is ended at once`, async (t) => {
      const url = `${scheme}://${NOWHERE}/`
      const before = descriptors()
      await t.test('by a signal', async (t) => {
        const controller = new AbortController()
        const request = module.get(url, { agent: ns.agent(), signal: controller.signal })
        const error = once(request, 'error')
        const [socket] = (await once(request, 'socket')) as [Socket]
        t.ok(socket.connecting)
        controller.abort()
        t.match(await error, [{ name: 'AbortError' }])
      })
      await t.test('by its timeout', async (t) => {
        const request = module.get(url, { agent: ns.agent(), timeout: 20 })
        await once(request, 'timeout')
        request.destroy(new Error('that was long'))
        t.match(await once(request, 'error'), [{ message: 'that was long' }])
      })
      await t.test('by the timeout of the agent', async (t) => {
        const agent = ns.agent({ timeout: 20 })
        const request = module.get(url, { agent })
        await once(request, 'timeout')
        request.destroy()
        t.match(await once(request, 'error'), [{ code: 'ECONNRESET' }])
      })
      await t.test('by destroying it, or its agent', async (t) => {
        const request = module.get(url, { agent: ns.agent() })
        request.destroy()
        t.match(await once(request, 'error'), [{ code: 'ECONNRESET' }])
        const agent = ns.agent()
        const other = module.get(url, { agent })
        other.on('socket', () => agent.destroy())
        t.match(await once(other, 'error'), [{ code: 'ECONNRESET' }])
      })
      await until(() => descriptors() <= before, 'the descriptors to be closed')
    })
  }

  t.test('also while the helper does not reply; sockets that it opens later are closed', async (t) => {
    const [pid] = helpers()
    if (pid === undefined) throw new Error('no helper')
    const before = descriptors()
    process.kill(pid, 'SIGSTOP')
    try {
      const request = http.get('http://127.0.0.1/', { agent: ns.agent() })
      await new Promise((resolve) => setTimeout(resolve, 20))
      request.destroy()
      t.match(await once(request, 'error'), [{ code: 'ECONNRESET' }])
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    t.match((await fetched(http, 'http://127.0.0.1/', { agent: ns.agent() })).text, /^plain/)
    await until(() => descriptors() <= before, 'the descriptors to be closed')
  })

  t.test('refusals are errors of the request', async (t) => {
    const agent = ns.agent()
    await t.rejects(fetched(http, 'http://127.0.0.1:81/', { agent }), {
      code: 'ECONNREFUSED',
      address: '127.0.0.1',
      port: 81,
    })
    await t.rejects(fetched(https, 'https://127.0.0.1:81/', { agent }), { code: 'ECONNREFUSED' })
    const closed = await Netns.open('inside')
    const late = closed.agent()
    closed.close()
    await t.rejects(fetched(http, 'http://127.0.0.1/', { agent: late }), { name: 'ClosedError' })
    t.throws(() => ns.agent({ keepAlvie: true } as never), {
      name: 'OptionError',
      option: 'keepAlvie',
      message: 'Netns.agent: keepAlvie: no such option; did you mean keepAlive?',
    })
  })
}
