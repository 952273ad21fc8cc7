/**
 * `rtnl-dump decode`: explains messages from a file or standard input byte by byte. Needs no kernel and no privilege.
 */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { InputOptions } from '../captured.ts'
import { isPadding } from '../captured.ts'
import type { Environment } from '../command.ts'
import { addExamples } from '../command.ts'
import { Conversation } from '../conversation.ts'
import { annotated } from '../decoded/annotated.ts'
import { c } from '../decoded/c.ts'
import { jsonFixture, typeScriptFixture } from '../decoded/fixture.ts'
import type { Form } from '../decoded/form.ts'
import { describeCaptured } from '../decoded/form.ts'
import { json, quickJsonLines } from '../decoded/json.ts'
import { TypeScriptForm } from '../decoded/typescript.ts'
import { PartialError } from '../failure.ts'
import { addInputOptions, readCaptured } from '../input.ts'

interface DecodeOptions extends InputOptions {
  readonly json?: true
  readonly jsonLines?: true
  readonly c?: true
  readonly ts?: true
  readonly fixture?: 'json' | 'ts'
}

const formOf = ({ colours }: Environment, options: DecodeOptions): Form => {
  if (options.json === true) return json
  if (options.c === true) return c
  if (options.ts === true) return new TypeScriptForm()
  if (options.fixture !== undefined) return options.fixture === 'json' ? jsonFixture : typeScriptFixture
  return options.jsonLines === true ? quickJsonLines() : annotated(colours)
}

/** Describes one message at a time: memory holds none of those before. */
const run = async (environment: Environment, file: string, options: DecodeOptions): Promise<void> => {
  const { out } = environment
  const form = formOf(environment, options)
  const conversation = new Conversation()
  let number = 0
  let faulty = 0
  for await (const some of readCaptured(environment, [file], options))
    for (const captured of some) {
      number++
      const answer = conversation.add(captured)
      const quick = form.quick?.(captured, answer)
      if (quick !== undefined) {
        const full = out.writeSafe(quick)
        if (full !== undefined) await full
        continue
      }
      const described = describeCaptured(captured, form.withSpans === true)
      if (described === undefined ? !isPadding(captured) : described.problems.length > 0) faulty++
      const made = form.message({ captured, number, described, answer })
      const text = typeof made === 'string' ? made : await made
      const busy = form.isSafe === true ? out.writeSafe(text) : out.write(text)
      if (busy !== undefined) await busy
    }
  await out.write(form.end(number))
  if (faulty > 0) throw new PartialError(`${faulty} of ${number} messages could not be read in full`)
}

export const installDecode = (program: Command, environment: Environment): void => {
  const command = program
    .command('decode')
    .summary('explain messages from a capture or a paste')
    .description(
      'Explains netlink messages byte by byte. Reads pcap and pcapng files of nlmon, logs of strace, bytes as they are, ' +
        'and text that contains bytes: hexadecimal, base64, as xxd, hexdump and od print them, strings and lists as ' +
        'languages print them. Needs no privilege.',
    )
    .argument('[file]', 'what to read; - is standard input', '-')
  addInputOptions(command)
    .addOption(new Option('--json', 'one JSON document: an array').conflicts(['jsonLines', 'c', 'ts', 'fixture']))
    .addOption(new Option('--json-lines', 'one JSON object a line').conflicts(['c', 'ts', 'fixture']))
    .addOption(new Option('--c', 'the bytes as C arrays, with a comment for each field').conflicts(['ts', 'fixture']))
    .addOption(new Option('--ts', 'the calls of this library that send the same requests').conflicts(['fixture']))
    .addOption(new Option('--fixture <form>', 'test cases: bytes and values').choices(['json', 'ts']))
    .action((file: string, options: DecodeOptions) => run(environment, file, options))
  addExamples(command, [
    ['strace -f -y -e trace=network -e read=all -e write=all ip link 2>&1 | rtnl-dump decode', 'what does ip say?'],
    ['rtnl-dump decode nlmon.pcap', 'what tcpdump captured'],
    ['xxd message.bin | rtnl-dump decode', 'a message in a file'],
    ['rtnl-dump decode --be --json message.bin', 'one from a big-endian machine, for a program'],
  ])
}
