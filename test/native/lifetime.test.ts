import t from 'tap'
import { FILE_PATIENCE } from '../until.ts'
import { child } from './addon.ts'

// starting workers takes most of the time, and a sanitizer takes more
t.setTimeout(FILE_PATIENCE)

for (const mode of ['idle', 'poll', 'thread']) {
  t.test(`worker.terminate() with open sockets: ${mode}`, async (t) => {
    t.equal(await child('terminate', { args: [mode] }), '6 workers, 0 descriptors, 0 threads left')
  })

  t.test(`a worker that ends by itself: ${mode}`, async (t) => {
    t.equal(await child('terminate', { args: [mode, 'exit'] }), '6 workers, 0 descriptors, 0 threads left')
  })

  t.test(`process.exit() with open sockets: ${mode}`, async (t) => {
    t.equal(await child('exit', { args: [mode] }), mode === 'idle' ? 'exit' : 'exit in the callback')
  })
}

for (const mode of ['poll', 'thread']) {
  t.test(`a worker terminated inside the callback: ${mode}`, async (t) => {
    t.equal(await child('terminate', { args: [mode, 'spin'] }), '6 workers, 0 descriptors, 0 threads left')
  })
}

t.test('a socket without references is closed by the garbage collector', async (t) => {
  const report = JSON.parse(await child('collect', { flags: ['--expose-gc'] })) as { [name: string]: unknown }
  t.strictSame(report, {
    idle: 0,
    polling: 0,
    thread: 0,
    threads: 0,
    functions: 0,
    kept: true,
    closed: 0,
    referenced: 'received',
  })
})

t.test('several instances of the addon share nothing', async (t) => {
  t.equal(await child('instances'), 'foreign receiver refused; each has its sockets')
})
