/** `rtnl-dump record`: runs a program and writes its netlink messages to a file that `decode` and Wireshark read. */
import type { Command } from 'commander'
import type { CapturedSocket } from '../../capture/datagram.ts'
import { pcapngHeader, pcapngInterface, pcapngPacket } from '../../capture/pcapng-writer.ts'
import type { Environment } from '../command.ts'
import { addExamples } from '../command.ts'
import type { TargetOptions } from '../tracing/tracing.ts'
import { addTarget, targetOf, traceProgram } from '../tracing/tracing.ts'

interface RecordOptions extends TargetOptions {
  readonly output: string
}

const run = async (environment: Environment, command: readonly string[], options: RecordOptions): Promise<void> => {
  const { io, err } = environment
  const { output } = options
  const target = targetOf('record', command, options)
  const file = io.createFile(output)
  const sockets = new Map<CapturedSocket | undefined, number>()
  let count = 0
  try {
    file.write(pcapngHeader())
    await traceProgram(environment, target, async (datagrams) => {
      const blocks: Uint8Array[] = []
      for (const datagram of datagrams) {
        const { socket } = datagram
        const id = sockets.get(socket) ?? sockets.size
        if (!sockets.has(socket)) blocks.push(pcapngInterface(socket?.label ?? 'unknown socket', socket?.netns))
        sockets.set(socket, id)
        blocks.push(pcapngPacket(id, datagram))
        count++
      }
      if (blocks.length > 0) file.write(Buffer.concat(blocks))
    })
  } finally {
    file.close()
    err.write(`rtnl-dump: ${count} datagrams of ${sockets.size} sockets: rtnl-dump decode ${output}\n`)
    await err.flush()
  }
}

export const installRecord = (program: Command, environment: Environment): void => {
  const command = program
    .command('record')
    .summary('keep what a program asks and gets, in a file')
    .description(
      'Runs a program, or attaches to one, and writes its netlink messages to a pcapng file, which decode and Wireshark ' +
        'read. strace must be installed. The output of the program goes to stderr. The exit code is that of the program.',
    )
  addTarget(command)
    .option('-o, --output <file>', 'the file to write', 'netlink.pcapng')
    .action((words: string[], options: RecordOptions) => run(environment, words, options))
  addExamples(command, [
    ['rtnl-dump record -o br0.pcapng -- ip link add br0 type bridge', 'one program'],
    ['rtnl-dump decode br0.pcapng', 'what was recorded'],
  ])
}
