/**
 * What the kernel's protocols do with what they are sent: the `input` function of each netlink_kernel_create. It decides
 * which requests may share a datagram, and whether an answer that has not come is still to come.
 */

export const NETLINK_ROUTE = 0
const NETLINK_SOCK_DIAG = 4
const NETLINK_XFRM = 6
const NETLINK_AUDIT = 9
const NETLINK_CONNECTOR = 11
const NETLINK_GENERIC = 16
const NETLINK_CRYPTO = 21

/**
 * Protocols that process every message of a datagram by itself (netlink_rcv_skb). Others drop the rest of a datagram after
 * a refusal (nfnetlink_rcv, without the privilege), or read only its first message (nl_fib_input).
 */
const EACH_MESSAGE: readonly number[] = [
  NETLINK_ROUTE,
  NETLINK_SOCK_DIAG,
  NETLINK_XFRM,
  NETLINK_GENERIC,
  NETLINK_CRYPTO,
]

/** Protocols whose replies may be sent after sendmsg(2) has returned, by a thread of the kernel. */
const ANSWER_LATER: readonly number[] = [NETLINK_AUDIT, NETLINK_CONNECTOR]

export interface Conduct {
  /** Every message of a datagram is carried out, or refused by a message of its own. */
  readonly answersEach: boolean
  /** Whatever answers a request is in the receive buffer when sendmsg(2) returns. */
  readonly answersAtOnce: boolean
}

export const conductOf = (protocol: number): Conduct => ({
  answersEach: EACH_MESSAGE.includes(protocol),
  answersAtOnce: !ANSWER_LATER.includes(protocol),
})
