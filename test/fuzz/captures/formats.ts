/** Writes messages in every format that `rtnl-dump decode` reads. */
import { pcapHeader, pcapRecord } from '../../../src/capture/pcap-writer.ts'
import { pcapngHeader, pcapngInterface, pcapngPacket } from '../../../src/capture/pcapng-writer.ts'
import type { Recorded } from './messages.ts'
import { straceFormats } from './strace.ts'

export type Format = (all: readonly Recorded[]) => Uint8Array | string

const joined = (all: readonly Recorded[]): Buffer => Buffer.concat(all.map(({ bytes }) => bytes))
const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0')
const octal = (bytes: Uint8Array): string => `"${[...bytes].map((byte) => `\\${byte.toString(8)}`).join('')}"`
const escaped = (bytes: Uint8Array): string => [...bytes].map((byte) => `\\x${hexOf(byte)}`).join('')

/** Rows of 16 bytes. */
export const rows = (bytes: Uint8Array, print: (at: number, hex: readonly string[]) => string): string =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) =>
    print(row * 16, [...bytes.subarray(row * 16, row * 16 + 16)].map(hexOf)),
  ).join('\n')

const offset = (at: number): string => at.toString(16).padStart(8, '0')

const pcap =
  (order: 'le' | 'be'): Format =>
  (all) =>
    Buffer.concat([
      pcapHeader(order),
      ...all.map(({ bytes, protocol }) => pcapRecord(bytes, protocol, 5_000_000_007n, order)),
    ])

/** With sockets as interfaces, as `rtnl-dump record` writes it. */
const pcapng =
  (order: 'le' | 'be'): Format =>
  (all) =>
    Buffer.concat([
      pcapngHeader(order),
      pcapngInterface('ip[7] fd 3', 'blue', order),
      pcapngInterface('nft[8] fd 3', undefined, order),
      ...all.map(({ bytes, protocol }, index) =>
        pcapngPacket(
          protocol === 0 ? 0 : 1,
          { bytes, protocol, direction: index % 2 === 0 ? 'sent' : 'received', time: 7 },
          order,
        ),
      ),
    ])

export const FORMATS: { readonly [name: string]: Format } = {
  ...straceFormats,
  binary: joined,
  pcap: pcap('le'),
  'pcap of a big-endian machine': pcap('be'),
  pcapng: pcapng('le'),
  'pcapng of a big-endian machine': pcapng('be'),
  'audit log': (all) =>
    all.map(({ bytes, protocol }) => JSON.stringify({ protocol, bytes: bytes.toString('hex'), by: 'web' })).join('\n'),
  hexadecimal: (all) => all.map(({ bytes }) => bytes.toString('hex')).join('\n'),
  'hexadecimal in one line': (all) => joined(all).toString('hex').replace(/../g, '$& '),
  'hexadecimal, prefixed': (all) => [...joined(all)].map((byte) => `0x${hexOf(byte)}`).join(', '),
  xxd: (all) => rows(joined(all), (at, hex) => `${offset(at)}: ${hex.join('').replace(/..../g, '$& ')} ...`),
  'xxd -i': (all) =>
    `unsigned char message_bin[] = {\n  ${[...joined(all)].map((byte) => `0x${hexOf(byte)}`).join(', ')}\n};\nunsigned int message_bin_len = ${joined(all).length};\n`,
  hexdump: (all) => `${rows(joined(all), (at, hex) => `${offset(at)}  ${hex.join(' ')}  |.|`)}\n*\n00000900\n`,
  Wireshark: (all) => rows(joined(all), (at, hex) => `${offset(at).slice(4)}  ${hex.join(' ')}   ........`),
  od: (all) => `${rows(joined(all), (at, hex) => `${at.toString(8).padStart(7, '0')} ${hex.join(' ')}`)}\n*\n0004000\n`,
  'od -x': (all) =>
    rows(
      joined(all),
      (at, hex) =>
        `${at.toString(8).padStart(7, '0')} ${hex
          .join('')
          .replace(/(..)(..)/g, '$2$1 ')
          .trimEnd()}`,
    ),
  'list of Go': (all) => `[]byte{${[...joined(all)].map((byte) => `0x${byte.toString(16)}`).join(', ')}}`,
  'decimal list': (all) => `[${[...joined(all)].join(' ')}]`,
  'buffer of Node.js': (all) => `<Buffer ${[...joined(all)].map(hexOf).join(' ')}>`,
  'literal of Python': (all) => `b${octal(joined(all))}`,
  'literal of C': (all) => `"${escaped(joined(all))}"`,
  'string of a shell': (all) => escaped(joined(all)),
  base64: (all) => joined(all).toString('base64').replace(/.{76}/g, '$&\n'),
  base64url: (all) => all.map(({ bytes }) => bytes.toString('base64url')).join('\n'),
}
