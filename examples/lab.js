/**
 * Builds the networks of the labs: `node examples/lab.js LAB STEP`, one step at a time, or all of a lab without STEP.
 * They change the network of the machine: try them in a throw-away host (`test/labs/sandbox.sh LAB bash`).
 */
import { Rtnl } from 'rtnl'

const LABS = {
  0: './two-namespaces.js',
  1: './gateway.js',
  2: './bridge-inside.js',
  '2d': './docker.js',
  3: './macvlan.js',
  4: './tour.js',
}

const [lab, step] = process.argv.slice(2)
if (!Object.hasOwn(LABS, lab)) {
  console.error(`usage: node examples/lab.js ${Object.keys(LABS).join('|')} [STEP]`)
  process.exit(2)
}

const { steps } = await import(LABS[lab])
const rtnl = await Rtnl.open()
try {
  for (const build of step === undefined ? steps : steps.slice(step - 1, step)) await build(rtnl)
} finally {
  rtnl.close()
}
