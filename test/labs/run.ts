/** Within a sandbox: `run.ts LAB` has each step built by BUILDER, in a process of its own, and then looks at what is there. */
import { spawnSync } from 'node:child_process'
import t from 'tap'
import { Checker, type Step } from './checker.ts'
import { steps as bridgeInside } from './steps/bridge-inside.ts'
import { steps as docker } from './steps/docker.ts'
import { steps as gateway } from './steps/gateway.ts'
import { steps as macvlan } from './steps/macvlan.ts'
import { steps as tour } from './steps/tour.ts'
import { steps as twoNamespaces } from './steps/two-namespaces.ts'

const LABS: { readonly [lab: string]: readonly Step[] } = {
  '0': twoNamespaces,
  '1': gateway,
  '2': bridgeInside,
  '2d': docker,
  '3': macvlan,
  '4': tour,
}

const { BUILDER = '', NOT_YET = '' } = process.env
const [program = '', ...words] = BUILDER.split(' ')
const lab = process.argv[2] ?? ''
// examples run the package as it is built, which is not what coverage is of
const env = { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0' }
const waiting = new Set(NOT_YET.split('\n'))

// who runs this says how long it may take
t.setTimeout(0)
for (const [index, look] of (LABS[lab] ?? []).entries()) {
  const step = String(index + 1)
  await t.test(`lab ${lab}, step ${step}`, { timeout: 120_000 }, async (t) => {
    const { status, error, stdout, stderr } = spawnSync(program, [...words, lab, step], { encoding: 'utf8', env })
    t.equal(error?.message ?? status, 0, 'is built', { stdout, stderr })
    await look(new Checker(t, waiting))
  })
}
