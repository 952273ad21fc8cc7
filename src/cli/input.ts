/** Reads captured messages from files or standard input. */
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import type { Datagram } from '../capture/datagram.ts'
import { DetectingReader } from '../capture/detect.ts'
import { InputError } from '../capture/input-error.ts'
import { protocolOf } from '../capture/protocols.ts'
import { hostOrder } from '../netlink/codec/order.ts'
import type { Captured, InputOptions } from './captured.ts'
import { cut, orderOf, withinLimit } from './captured.ts'
import type { Environment } from './command.ts'
import { Progress } from './progress.ts'

const parseFamily = (given: string): number => {
  const protocol = protocolOf(given.toUpperCase().replace('-', '_'))
  if (protocol !== undefined) return protocol
  throw new InvalidArgumentError('Expected route, netfilter, generic, another protocol of netlink, or its number.')
}

export const addInputOptions = (command: Command): Command =>
  command
    .addOption(new Option('--be', 'the bytes come from a big-endian machine').conflicts('le'))
    .addOption(new Option('--le', 'the bytes come from a little-endian machine'))
    .addOption(
      new Option('--family <family>', 'the protocol if the capture does not contain it: route, netfilter').argParser(
        parseFamily,
      ),
    )

/** The messages of the files, in order, as they are read; `-` is stdin. @throws {InputError} */
export const readCaptured = async function* (
  environment: Environment,
  files: readonly string[],
  options: InputOptions,
): AsyncGenerator<readonly Captured[]> {
  const { io } = environment
  const progress = new Progress(environment)
  let isEmpty = true
  let size = 0
  try {
    for (const file of files) {
      const reader = new DetectingReader(orderOf(options) ?? hostOrder)
      const messagesOf = (datagrams: readonly Datagram[]): Captured[] => {
        const found: Captured[] = []
        for (const datagram of datagrams) cut(datagram, options, found)
        isEmpty &&= found.length === 0
        return found.map(withinLimit)
      }
      for await (const bytes of file === '-' ? io.stdin : io.readFile(file)) {
        size += bytes.length
        progress.add(bytes.length)
        yield messagesOf(reader.push(plainBytes(bytes)))
      }
      yield messagesOf(reader.end())
    }
  } finally {
    progress.end()
  }
  if (isEmpty) throw new InputError(size === 0 ? 'the input is empty' : 'the input contains no messages')
}

/** Without the methods of a Buffer, some of which differ from those of Uint8Array. */
export const plainBytes = ({ buffer, byteOffset, length }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, length)
