/** macsec: IFLA_MACSEC_* of <linux/if_link.h>. */

import { attr, attributes, be16, beId64, bool, bytes, namedId64, u8, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

/** GCM-AES-128 has two ids: the kernel reports the last one (MACSEC_DEFAULT_CIPHER_ID). `ip` prints the same word for both. */
const cipherSuite = namedId64('MACSEC_CIPHER_ID_', {
  '0x80c20001000001': 'gcm-aes-128',
  '0x80c20001000002': 'gcm-aes-256',
  '0x80c20001000003': 'gcm-aes-xpn-128',
  '0x80c20001000004': 'gcm-aes-xpn-256',
  '0x80020001000001': 'gcm-aes-128',
})

const rows = {
  /** Identifier of the secure channel: a hardware address (`0x525400123456`) followed by a port (`0001`). */
  sci: attr(1, beId64),
  port: attr(2, be16),
  /** Length of the integrity check value: 8 to 16 bytes. */
  icvLen: attr(3, u8),
  /** MACSEC_CIPHER_ID_* of <linux/if_macsec.h>, with the words of `ip link add type macsec cipher`. */
  cipherSuite: attr(4, cipherSuite),
  /** Size of the replay window in packets. Absent in a reply unless `replayProtect` is 1. */
  window: attr(5, u32),
  /** Secure association used for sending: 0 to 3. */
  encodingSa: attr(6, u8),
  encrypt: attr(7, bool),
  protect: attr(8, bool),
  incSci: attr(9, bool),
  es: attr(10, bool),
  scb: attr(11, bool),
  replayProtect: attr(12, bool),
  validation: attr(13, enumeration(u8, 'MACSEC_VALIDATE_', { disabled: 0, check: 1, strict: 2 })),
  pad: attr(14, bytes),
  offload: attr(15, enumeration(u8, 'MACSEC_OFFLOAD_', { off: 0, phy: 1, mac: 2 })),
}
export interface Macsec extends InferRows<typeof rows> {}
export const macsec: Attributes<Macsec> = attributes('IFLA_MACSEC_', rows)
