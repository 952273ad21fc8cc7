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
 * Those that run netlink_rcv_skb over every datagram: each message of it is answered for itself. Others drop the rest of a
 * datagram after a refusal (nfnetlink_rcv, where the privilege is missing), or read its first message alone
 * (nl_fib_input).
 */
const EACH_MESSAGE: readonly number[] = [
  NETLINK_ROUTE,
  NETLINK_SOCK_DIAG,
  NETLINK_XFRM,
  NETLINK_GENERIC,
  NETLINK_CRYPTO,
]

/** Those that may answer after sendmsg(2) has returned, out of a thread of the kernel's. */
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
