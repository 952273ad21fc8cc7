/** Address labels on the live kernel, compared with `ip addrlabel`. */
import t from 'tap'
import { Rtnl } from '../../src/index.ts'
import { run } from '../unit/cli/world.ts'
import { inNamespace, ip } from './namespace.ts'

/** The output of `ip addrlabel list`, as objects. */
const byTool = (): object[] =>
  ip('addrlabel list')
    .trim()
    .split('\n')
    .map((line) => {
      const [, prefix, dev, label] = /^prefix (\S+) (?:dev (\S+) )?label (\d+)/.exec(line) ?? []
      return { prefix, label: Number(label), ...(dev === undefined ? {} : { dev }) }
    })

if (inNamespace(t, import.meta.url)) {
  t.test('listed, requested, added, replaced and deleted', async (t) => {
    ip('link set lo up')
    await using rtnl = await Rtnl.open()
    const { addrlabels } = rtnl
    const ours = async (): Promise<object[]> =>
      (await addrlabels.list()).map(({ prefix, label, dev }) => ({
        prefix,
        label,
        ...(dev === undefined ? {} : { dev }),
      }))
    t.same(await ours(), byTool(), 'those that the kernel brings along')
    await addrlabels.add({ prefix: '2001:db8:5::/48', label: 77, dev: 'lo' })
    await addrlabels.add({ prefix: '2001:db8:6::1/47', label: 78 })
    t.same(await ours(), byTool())
    const limited = { family: 'inet6', prefix: '2001:db8:5::/48', label: 77, index: 1, dev: 'lo' }
    t.strictSame(await addrlabels.list({ dev: 'lo' }), [limited])
    t.strictSame(await addrlabels.list({ label: 78 }), [{ family: 'inet6', prefix: '2001:db8:6::/47', label: 78 }])
    t.same(await addrlabels.list({ prefix: '::/0', label: 2 }), [])
    t.match(await addrlabels.list({ prefix: 'default' }), [{ prefix: '::/0', label: 1 }])
    t.strictSame(await addrlabels.get('2001:db8:5::9', 'lo'), limited)
    t.match(await addrlabels.get('2001:db8:7::9'), { prefix: '2001:db8:6::/47', label: 78 })
    t.match(await addrlabels.get('2002::1'), { label: 2 })

    const before = byTool()
    await addrlabels.replace(limited)
    t.same(byTool(), before, 'what was read changes nothing')
    await addrlabels.replace({ prefix: '2001:db8:6::/47', label: 79 })
    t.match(await addrlabels.list({ label: 79 }), [{ prefix: '2001:db8:6::/47' }])
    await t.rejects(addrlabels.add({ prefix: '2001:db8:6::/47', label: 80 }), {
      code: 'EEXIST',
      message: /^RTM_NEWADDRLABEL 2001:db8:6::\/47: EEXIST/,
    })
    await addrlabels.delete(limited)
    const settled = await rtnl.batch((b) => {
      b.addrlabels.delete({ prefix: '2001:db8:6::/47' })
      b.addrlabels.add({ prefix: '2001:db8:9::/46', label: 81 })
      b.addrlabels.delete({ prefix: '2001:db8:77::/48' })
    })
    t.match(settled, [
      { status: 'fulfilled' },
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'ESRCH' } },
    ])
    t.match(await addrlabels.list({ label: 81 }), [{ prefix: '2001:db8:8::/46' }])
    t.same(await ours(), byTool())
  })

  t.test('invalid input is refused before anything is sent', async (t) => {
    await using rtnl = await Rtnl.open()
    const { addrlabels } = rtnl
    const before = byTool()
    const refusals: readonly (readonly [Promise<unknown>, string])[] = [
      [addrlabels.add({ prefix: '10.0.0.0/8', label: 7 }), 'prefix'],
      [addrlabels.add({ prefix: '2001:db8::/129', label: 7 }), 'prefix'],
      [addrlabels.add({ prefix: '2001:db8::/32', label: 0xffffffff }), 'label'],
      [addrlabels.replace({ prefix: '2001:db8::/32', label: 1.5 }), 'label'],
      [addrlabels.delete({ prefix: '2001:db8::/32', lable: 7 } as never), 'lable'],
      [addrlabels.get('192.0.2.7'), 'address'],
      [addrlabels.get('2001:db8::/32'), 'address'],
      [addrlabels.list({ lable: 7 } as never), 'lable'],
    ]
    for (const [promise, path] of refusals) await t.rejects(promise, { name: 'EncodeError', path }, path)
    t.same(byTool(), before)
  })

  t.test('rtnl-dump', async (t) => {
    ip('addrlabel add prefix 2001:db8:7::/48 dev lo label 91')
    const dump = (...argv: string[]) => run(argv, { open: (io) => Rtnl.open({ io }) })
    const line = 'family inet6 index 1 prefix 2001:db8:7::/48 label 91 dev lo\n'
    t.match(await dump('addrlabels', '--dev', 'lo'), { code: 0, stdout: line, stderr: '' })
    t.match(await dump('addrlabel', '--label', '91', '--prefix', '2001:db8:7::/48'), { code: 0, stdout: line })
    t.match(await dump('addrlabels', '--label', '92'), { code: 0, stdout: '' })
    const { stdout } = await dump('addrlabels', '--json')
    t.match(
      JSON.parse(stdout).find(({ label }: { label: number }) => label === 91),
      { dev: 'lo' },
    )
    t.match(await dump('addrlabels', '--label', 'x'), { code: 2, stderr: /--label/ })
    t.match(await dump('addrlabels', '--raw', '--dev', 'lo'), { code: 0, stdout: /IFAL_LABEL +91/ })
  })
}
