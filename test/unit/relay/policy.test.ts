/** Policy files: every field is checked, and an error names the one at fault. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { matchesAny, patternOf } from '../../../src/relay/policy/pattern.ts'
import { readPolicy } from '../../../src/relay/policy/read.ts'
import { parsePolicy } from '../../../src/relay/policy/text.ts'

const links = { allow: ['add'], kinds: ['veth'], names: ['v*'] }
const rules = { allow: [], tables: [5], protocol: 99, from: 5, to: 9 }

t.test('policies that cannot be used', async (t) => {
  for (const [policy, path, problem] of [
    [{}, 'version', /is missing/],
    [{ version: 2 }, 'version', /integer from 1 to 1, got 2/],
    [[], '', /expected an object/],
    [{ version: 1, link: links }, 'link', /no such field; did you mean links\?/],
    [{ version: 1, zzz: 1 }, 'zzz', /no such field$/],
    [{ version: 1, links: 5 }, 'links', /expected an object/],
    [{ version: 1, links: { ...links, kinds: undefined } }, 'links.kinds', /is missing/],
    [{ version: 1, links: { ...links, kinds: ['vrf'] } }, 'links.kinds[0]', /expected one of bridge, dummy/],
    [{ version: 1, links: { ...links, names: ['a', 'v**'] } }, 'links.names[1]', /at most one \*, got "v\*\*"/],
    [{ version: 1, links: { ...links, names: [''] } }, 'links.names[0]', /expected a name/],
    [{ version: 1, links: { ...links, names: [7] } }, 'links.names[0]', /expected a name/],
    [{ version: 1, links: { ...links, names: 'v*' } }, 'links.names', /expected a list/],
    [{ version: 1, links: { ...links, most: 5 } }, 'links.most', /needs `mark`/],
    [{ version: 1, links: { ...links, mark: 0 } }, 'links.mark', /integer from 1/],
    [{ version: 1, links: { ...links, allow: ['replace'] } }, 'links.allow[0]', /one of add, change, delete/],
    [
      { version: 1, addresses: { allow: [], prefixes: ['10.0.0/8'], links: [] } },
      'addresses.prefixes[0]',
      /a prefix such as/,
    ],
    [{ version: 1, addresses: { allow: [], prefixes: [5], links: [] } }, 'addresses.prefixes[0]', /a prefix such as/],
    [{ version: 1, routes: { allow: ['change'] } }, 'routes.allow[0]', /one of add, delete/],
    [{ version: 1, rules: { ...rules, protocol: 4 } }, 'rules.protocol', /from 5 to 255/],
    [{ version: 1, rules: { ...rules, to: 4 } }, 'rules.to', /less than `from`/],
    [{ version: 1, nft: { families: ['netdev'], tables: [] } }, 'nft.families[0]', /one of ip, ip6/],
    [{ version: 1, read: ['generic'] }, 'read[0]', /one of route, netfilter/],
    [{ version: 1, owned: 1 }, 'owned', /expected true or false, got 1/],
    [JSON.parse('{"version": 1, "__proto__": {}}'), '__proto__', /no such field/],
  ] as const)
    t.throws(() => parsePolicy(JSON.stringify(policy)), {
      name: 'PolicyError',
      code: 'ERR_POLICY',
      path,
      message: problem,
    })
  t.throws(() => parsePolicy('{'), { name: 'PolicyError', path: '', message: /is no JSON/ })
})

t.test('everything that is not named is refused', async (t) => {
  t.match(parsePolicy('{"version": 1}'), {
    read: ['route'],
    netns: [],
    owned: false,
    links: undefined,
    addresses: undefined,
    routes: undefined,
    rules: undefined,
    neighbours: undefined,
    nft: undefined,
  })
})

t.test('the policy of docs/security.md', async (t) => {
  const page = readFileSync(new URL('../../../docs/security.md', import.meta.url), 'utf8')
  const [, text = ''] = /^```json\n(.*?)^```/ms.exec(page) ?? []
  t.match(parsePolicy(text), {
    links: { mark: 4711, most: 64 },
    routes: { protocol: 99 },
    nft: { families: ['ip', 'inet'] },
  })
  const [, yaml = ''] = /^```yaml\n(.*?)^```/ms.exec(page) ?? []
  t.match(await readPolicy('web.yaml', yaml), { links: { allow: ['add'], kinds: ['bridge'], mark: 4713 } })
})

t.test('YAML', async (t) => {
  const json = { version: 1, links: { allow: ['add'], kinds: ['veth'], names: ['veth*', 'x'], mark: 4711 } }
  const text =
    "version: 1 # comment\nlinks:\n  allow: [add]\n  kinds:\n    - veth\n  names: ['veth*', x]\n  mark: 4711\n"
  t.same(await readPolicy('p.yml', text), parsePolicy(JSON.stringify(json)))
  t.same(await readPolicy('p.yaml', JSON.stringify(json)), parsePolicy(JSON.stringify(json)), 'JSON is YAML')
  t.match(await readPolicy('p.json', '{"version": 1}'), { netns: [] })
  for (const [yaml, message] of [
    ['version: 1\nnetns: *x', 'line 2: aliases are not allowed'],
    ['version: 1\nnetns: &x [a]', 'line 2: anchors are not allowed'],
    ['version: 1\nread: [&x route, *x]', 'line 2: anchors are not allowed'],
    ['version: 1\nnetns:\n  - !!str 5', 'line 3: tags are not allowed'],
    ['version: 1\nlinks: !!map {}', 'line 2: tags are not allowed'],
    ['version: 1\nnetns: !own [a]', 'line 2: .*tag'],
    ['version: 1\nread: []\nread: [route]', 'line 3: read: appears twice'],
    ['version: 1\nlinks:\n  mark: 5\n  "mark": 6', 'line 4: links.mark: appears twice'],
    ['version: 1\n? [a]\n: 1', 'line 2: .*keys must be strings'],
    ['version: 1\n--- \nversion: 1', 'line 2: .*multiple documents'],
    ['version: 0x1', 'line 1: expected a decimal integer, got 0x1'],
    ['version: 01', 'line 1: expected a decimal integer, got 01'],
    ['version: .inf', 'line 1: expected a decimal integer'],
    ['', 'line 1: expected an object'],
    ['version: 1\n\nnetns:\n  - a\n  - b**', 'line 5: netns\\[1\\]: expected a name with at most one'],
    ['version: 1\nlinks:\n  kinds: [veth]', 'line 2: links.allow: is missing'],
    ['version: 1\nlinkz: 2', 'line 2: linkz: no such field; did you mean links'],
    ['version: 1\nread: route', 'line 2: read: expected a list'],
    ['version: 1\nnetns: [\n  no, yes,\n  null]', 'line 4: netns\\[2\\]: expected a name'],
  ] as const)
    await t.rejects(
      readPolicy('p.yaml', yaml),
      { name: 'PolicyError', message: new RegExp(`^policy: ${message}`, 'i') },
      yaml,
    )
})

t.test('JSON', async (t) => {
  for (const [json, message] of [
    ['{"version": 1, "read": [], "read": ["route"]}', 'line 1: read: appears twice'],
    ['{\n\t"version": 1,\n\t"links": {"mark": 5,\n\t"\\u006dark": 6}\n}', 'line 4: links.mark: appears twice'],
    ['{"version": 1,\n"__proto__": 1, "__proto__": 1}', 'line 2: __proto__: appears twice'],
    ['{"version": 1,\n"netns": ["a**"]}', 'line 2: netns\\[0\\]: expected a name'],
    ['{"version": 1e0}', 'line 1: expected a decimal integer, got 1e0'],
    ['version: 1', 'is no JSON'],
    ['{"version": 1} # comment', 'is no JSON'],
  ] as const)
    await t.rejects(
      readPolicy('policy.json', json),
      { name: 'PolicyError', message: new RegExp(`^policy: ${message}`) },
      json,
    )
})

t.test('patterns', async (t) => {
  const matches = (text: string, name: string): boolean | undefined => patternOf(text)?.matches(name)
  t.ok(
    matches('veth*', 'veth7') &&
      matches('*', '') &&
      matches('a*b', 'ab') &&
      matches('*0', 'eth0') &&
      matches('lo', 'lo'),
  )
  t.notOk(matches('veth*', 'xveth7'))
  t.notOk(matches('aba*aba', 'aba'), 'its parts do not overlap')
  t.notOk(matches('lo', 'lo0'))
  t.equal(patternOf('*a*'), undefined)
  t.notOk(matchesAny([], 'lo'))
})
