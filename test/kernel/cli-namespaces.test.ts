/** `rtnl-dump` with names that are not UTF-8, and with files in /run/netns that are not namespaces. */
import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { Netns, Rtnl } from '../../src/index.ts'
import { run } from '../unit/cli/world.ts'
import { inSandbox, ip } from './namespace.ts'

/** The command in this process, with the live kernel. */
const here = (...argv: string[]) =>
  run(argv, { open: (io, netns) => Rtnl.open(netns === undefined ? { io } : { io, netns }), netns: Netns })

/** A line of shell, in which names may contain any bytes: `$'\xff'`. */
const shell = (line: string): void => void execFileSync('bash', ['-c', line], { stdio: 'pipe' })

if (inSandbox(t, import.meta.url)) {
  t.test('names that are not UTF-8', async (t) => {
    shell(String.raw`ip link add $'bad\xff\xfe' type bridge; ip link add br9 type bridge`)
    shell(String.raw`ip link property add dev br9 altname good; ip link property add dev br9 altname $'a\xe9b'`)
    shell(String.raw`ip link set br9 alias $'\e[31m\u202e\xff'`)
    const { code, stdout, stderr } = await here('links')
    t.same([code, stderr], [0, ''])
    t.match(stdout, /^\d+: bad\\xff\\xfe: </m)
    t.match(stdout, / altname good altname a\\xe9b alias "\\x1b\[31m\\u202e\\xff"$/m)
    t.match((await here()).stdout, /^\d+ {2}bad\\xff\\xfe {2}bridge /m)
    t.match((await here('links', '--dev', 'br9', '--raw')).stdout, / \[1\] +"a\\xe9b"$/m)
    const [, bad] = JSON.parse((await here('links', '--json')).stdout) as { name: string }[]
    t.equal(bad?.name, 'bad\udcff\udcfe')
    t.match((await here('links', '--json')).stdout, '"name":"bad\\udcff\\udcfe"')
    ip('link delete br9')
  })

  t.test('a file that no namespace is mounted on', async (t) => {
    ip('netns add hb-a')
    ip('netns add hb-z')
    writeFileSync('/run/netns/hb-stale', '')
    chmodSync('/run/netns/hb-stale', 0)
    for (const form of [[], ['--json'], ['--json-lines']]) {
      const { code, stdout, stderr } = await here('links', '--all-netns', ...form)
      t.equal(code, 3, form.join())
      t.match(stderr, /^rtnl-dump: netns hb-stale: .*\nrtnl-dump: 1 of 3 namespaces could not be read\n$/)
      for (const name of ['hb-a', 'hb-z']) t.match(stdout, name)
      if (form[0] === '--json')
        t.same(
          JSON.parse(stdout).map(({ netns, name }: { netns: string; name: string }) => [netns, name]),
          [
            ['hb-a', 'lo'],
            ['hb-z', 'lo'],
          ],
        )
    }
    t.equal((await here('--all-netns')).code, 3)
    for (const name of ['hb-a', 'hb-z', 'hb-stale']) ip(`netns delete ${name}`)
  })
}
