/** Settings beneath /proc/sys/net, which every namespace has its own of. */
import { EncodeError } from '../netlink/codec/errors.ts'
import type { NativeFile } from '../netlink/native.ts'
import { askHelper } from '../setns/helper.ts'
import { TEXT_MAXIMUM } from '../setns/messages.ts'
import { checkWaitOptions, type WaitOptions } from '../setns/options.ts'

/**
 * `net.ipv4.ip_forward`, or with slashes: `net/ipv4/conf/eth0.5/forwarding`. As with sysctl(8) the first of either
 * separates, and the other one then stands for itself: `net.ipv4.conf.eth0/5.forwarding` is the same.
 */
export type SysctlKey = string

const PART = /^[^/\0]+$/

/** The path beneath /proc/sys. Throws EncodeError for what is none, or leads out of net/. */
export const sysctlPath = (key: SysctlKey): string => {
  const separator = typeof key === 'string' ? /[./]/.exec(key)?.[0] : undefined
  const parts =
    separator === '.'
      ? key.split('.').map((part) => part.replaceAll('/', '.'))
      : separator === '/'
        ? key.split('/')
        : []
  const bad = parts.length < 2 || parts[0] !== 'net' || parts.some((part) => !PART.test(part) || /^\.\.?$/.test(part))
  if (bad || key.length > 400)
    throw new EncodeError('key', 'a setting beneath net, such as net.ipv4.ip_forward or net/ipv4/conf/eth0.5/mtu', key)
  return parts.join('/')
}

export class Sysctl {
  private readonly namespace: () => NativeFile

  /** `namespace` throws where it is closed. */
  constructor(namespace: () => NativeFile) {
    this.namespace = namespace
  }

  /** The value, without the line end behind it. Rejects with NetnsError ENOENT where there is no such setting. */
  async get(key: SysctlKey, options?: WaitOptions): Promise<string> {
    checkWaitOptions('sysctl.get', options)
    const text = new TextEncoder().encode(sysctlPath(key))
    const namespace = this.namespace()
    const answer = await askHelper({ operation: 'get sysctl', target: key, text, namespace }, options)
    return new TextDecoder().decode(answer.text).replace(/\n$/, '')
  }

  /** Several values go in one text: `'4096 131072 6291456'`. Rejects with NetnsError: EINVAL for a value that can't be, ... */
  async set(key: SysctlKey, value: string | number, options?: WaitOptions): Promise<void> {
    checkWaitOptions('sysctl.set', options)
    const path = sysctlPath(key)
    const text = new TextEncoder().encode(`${path}\0${value}`)
    const fits = typeof value === 'string' || Number.isFinite(value)
    if (!fits || text.length > TEXT_MAXIMUM) throw new EncodeError('value', 'text or a number', value)
    await askHelper({ operation: 'set sysctl', target: key, text, namespace: this.namespace() }, options)
  }
}
