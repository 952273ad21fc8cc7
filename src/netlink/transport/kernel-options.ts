/** What a kernel socket is opened with. */

export interface KernelOptions {
  /** Such as NETLINK_ROUTE (0). Default: the protocol of `fd`, or NETLINK_ROUTE. */
  readonly protocol?: number | undefined
  /**
   * `thread` (default): I/O threads send and receive. `inline`: calls run on the caller's thread, which waits for the
   * kernel.
   */
  readonly io?: 'thread' | 'inline' | undefined
  /** An AF_NETLINK socket to adopt. The transport closes it. Absent: a new socket. */
  readonly fd?: number | undefined
  /** Bytes of the receive buffer, 1 MiB by default. More than net.core.rmem_max needs CAP_NET_ADMIN. */
  readonly receiveBuffer?: number | undefined
  /** Whether to receive the notifications of all namespaces that have an nsid here. Absent: false. */
  readonly listenAllNsid?: boolean | undefined
  /** Microseconds for which the I/O thread collects datagrams before it wakes the event loop. Absent: 0. */
  readonly coalesce?: number | undefined
}
