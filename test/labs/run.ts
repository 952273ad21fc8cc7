/**
 * Inside a sandbox: `run.ts LAB` lets BUILDER build each step, in a process of its own, and then checks the result.
 * With SABOTAGE set it then breaks the network, which the checks must detect.
 */
import { spawnSync } from 'node:child_process'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { Checker, type Listener, type Step } from './checker.ts'
import { isDrawn } from './checks/graph.ts'
import { host } from './lab-host.ts'
import { SABOTAGES } from './sabotage.ts'
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

/** The step after which each lab is complete, and how many namespaces it then has. */
const COMPLETE: { readonly [lab: string]: readonly [step: number, namespaces: number] } = {
  '0': [twoNamespaces.length, 3],
  '1': [gateway.length, 3],
  '2': [bridgeInside.length, 5],
  // the last step ends the containers
  '2d': [docker.length - 1, 4],
  '3': [macvlan.length, 11],
  '4': [tour.length, 3],
}

const { BUILDER = '', SABOTAGE = '' } = process.env
const words = BUILDER.split(' ')
const lab = process.argv[2] ?? ''
// Examples run the built package, which is not measured for coverage: tap need not watch them.
const UNWATCHED = ['-u', 'NODE_OPTIONS']
const steps = LABS[lab] ?? []
const [complete, namespaces] = COMPLETE[lab] ?? []

// the caller sets the timeout
t.setTimeout(0)
for (const [index, look] of steps.entries()) {
  const step = String(index + 1)
  await t.test(`lab ${lab}, step ${step}`, { timeout: 120_000 }, async (t) => {
    const { status, error, stdout, stderr } = spawnSync('env', [...UNWATCHED, ...words, lab, step], {
      encoding: 'utf8',
    })
    t.equal(error?.message ?? status, 0, 'is built', { stdout, stderr })
    await look(new Checker(t))
    if (namespaces !== undefined && index + 1 === complete) await isDrawn(new Checker(t), namespaces)
  })
}

/** The names of the checks that fail immediately. */
const failures = async (look: Step | undefined): Promise<string[]> => {
  const failed: string[] = []
  const strictSame: Listener['strictSame'] = (seen, wanted, name) => {
    if (!isDeepStrictEqual(seen, wanted)) failed.push(name)
  }
  await look?.(new Checker({ strictSame }, 0))
  return failed
}

for (const { step, commands, noticed } of SABOTAGE === '' ? [] : (SABOTAGES[lab] ?? [])) {
  await t.test(`lab ${lab}, broken: ${commands.join(', ')}`, { timeout: 120_000 }, async (t) => {
    for (const command of commands) t.ok(host.run(command).ok, command)
    const failed = await failures(steps[step - 1])
    for (const name of noticed) t.ok(failed.includes(name), `notices: ${name}`, { failed })
  })
}
