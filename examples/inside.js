/** Small words for what the labs do often. `await using` says the same in TypeScript, and in Node 24. */
import { Netns, Rtnl } from 'rtnl'

/** Does something with a client in a namespace (a name, a `Netns`, ...), and closes the client. */
export const inside = async (netns, work) => {
  const rtnl = await Rtnl.open({ netns })
  try {
    return await work(rtnl)
  } finally {
    rtnl.close()
  }
}

/** Makes namespaces that have a name, which stay until they are deleted. */
export const create = async (...names) => {
  for (const name of names) (await Netns.create(name)).close()
}

/** Runs a program in a namespace, and shows what it prints. */
export const run = async (netns, program, ...words) => {
  const namespace = await Netns.open(netns)
  try {
    const { stdout } = await namespace.exec(program, words)
    process.stdout.write(stdout)
  } finally {
    namespace.close()
  }
}

/** The same for a program that is meant to fail; shows why it did. */
export const runInVain = async (netns, program, ...words) => {
  try {
    await run(netns, program, ...words)
  } catch (error) {
    if (error.code !== 'ERR_PROGRAM') throw error
    console.log(error.message)
    return
  }
  throw new Error(`${program} ${words.join(' ')} was not to succeed`)
}

/** Makes a router of the host. */
export const forward = async () => {
  const host = await Netns.open(process.pid)
  try {
    await host.sysctl.set('net.ipv4.ip_forward', 1)
  } finally {
    host.close()
  }
}
