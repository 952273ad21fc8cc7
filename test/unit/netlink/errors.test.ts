/** The messages of errors, and how programs distinguish them. */
import { constants } from 'node:os'
import t from 'tap'
import { errnoName, errnoText } from '../../../src/netlink/protocol/errno.ts'
import {
  BatchError,
  ClosedError,
  DecodeError,
  DumpInterruptedError,
  isKernelError,
  isNetlinkError,
  KernelError,
  NetlinkError,
  OverrunError,
  SocketError,
  TimeoutError,
  TruncatedError,
  UnsupportedError,
} from '../../../src/netlink/protocol/errors.ts'

const request = Uint8Array.of(1, 2, 3)
const refusal = (details: object): KernelError =>
  new KernelError({ errno: 34, operation: 'RTM_NEWLINK', request, ...details })

t.test('refusals of the kernel', async (t) => {
  const extack = { message: 'Invalid VLAN id', path: 'linkinfo.data.id', offset: 64 }
  const error = refusal({ target: 'vlan5', extack })
  t.equal(error.message, 'RTM_NEWLINK vlan5: ERANGE: Invalid VLAN id (linkinfo.data.id)')
  t.match(error, { name: 'KernelError', code: 'ERANGE', errno: 34, operation: 'RTM_NEWLINK', target: 'vlan5', extack })
  t.equal(error.request, request)
  t.notOk(JSON.stringify(error).includes('request'))
  t.equal(refusal({}).message, 'RTM_NEWLINK: ERANGE: Numerical result out of range')
  t.equal(refusal({ extack: { path: 'mtu' } }).message, 'RTM_NEWLINK: ERANGE: Numerical result out of range (mtu)')
  t.equal(
    refusal({ extack: { message: 'Need one', missing: 'linkinfo.kind', path: 'linkinfo' } }).message,
    'RTM_NEWLINK: ERANGE: Need one (missing linkinfo.kind)',
  )
  t.equal(refusal({ errno: 4097 }).message, 'RTM_NEWLINK: E4097: Error 4097')
})

t.test('all other errors', async (t) => {
  const cases: [NetlinkError, string, string, string][] = [
    [new SocketError('bind', 98), 'SocketError', 'EADDRINUSE', 'bind: EADDRINUSE: Address already in use'],
    [
      new DumpInterruptedError('RTM_GETLINK'),
      'DumpInterruptedError',
      'ERR_DUMP_INTERRUPTED',
      "RTM_GETLINK: the kernel's table changed while it was read",
    ],
    [
      new OverrunError('RTM_NEWLINK'),
      'OverrunError',
      'ERR_OVERRUN',
      'RTM_NEWLINK: its answer was lost, since the receive buffer overflowed; it may have been carried out',
    ],
    [
      new TruncatedError('RTM_GETLINK', 70_000),
      'TruncatedError',
      'ERR_TRUNCATED',
      'RTM_GETLINK: an answer of 70000 bytes did not fit the receive buffer',
    ],
    [new ClosedError('listen'), 'ClosedError', 'ERR_CLOSED', 'listen: the socket is closed'],
    [new TimeoutError('RTM_GETLINK', 10), 'TimeoutError', 'ERR_TIMEOUT', 'RTM_GETLINK: no answer within 10 ms'],
    [new UnsupportedError('sockets', 'not here'), 'UnsupportedError', 'ERR_UNSUPPORTED', 'sockets: not here'],
    [new DecodeError('too short', 'a.b', 4), 'DecodeError', 'ERR_DECODE', 'a.b: too short (at byte 4)'],
  ]
  for (const [error, name, code, message] of cases) {
    t.strictSame([error.name, error.code, error.message], [name, code, message])
    t.ok(error instanceof NetlinkError && error instanceof Error)
    t.ok(error.stack?.startsWith(name) === true || error.stack?.includes(message) === true)
  }
  const cause = new Error('why')
  const unsupported = new UnsupportedError('sockets', 'not here', { minimumKernel: '5.10', cause })
  t.match(unsupported, { feature: 'sockets', minimumKernel: '5.10' })
  t.equal(unsupported.cause, cause)
  t.notOk('cause' in new UnsupportedError('sockets', 'not here'))
})

t.test('batches name the first failure', async (t) => {
  const first = refusal({})
  const error = new BatchError(
    new Map<number, unknown>([
      [3, first],
      [7, 'odd'],
    ]),
    10,
  )
  t.equal(error.message, '2 of 10 requests failed; first, number 3: RTM_NEWLINK: ERANGE: Numerical result out of range')
  t.equal(error.cause, first)
  t.equal(error.failures.size, 2)
  t.equal(new BatchError(new Map([[0, 'odd']]), 1).message, '1 of 1 requests failed; first, number 0: odd')
  t.equal(new BatchError(new Map(), 1).message, '0 of 1 requests failed')
})

t.test('distinguished without instanceof', async (t) => {
  const error = refusal({})
  t.equal(isKernelError(error), true)
  t.equal(isNetlinkError(error), true)
  t.equal(isKernelError(new ClosedError('x')), false)
  for (const other of [undefined, null, 'KernelError', { name: 'KernelError' }, new Error('x')]) {
    t.equal(isKernelError(other), false)
    t.equal(isNetlinkError(other), false)
  }
  const elsewhere = Object.assign(new Error('x'), { name: 'KernelError', [Symbol.for('rtnl.NetlinkError')]: true })
  t.equal(isKernelError(elsewhere), true, 'made by another copy of this library')
})

t.test('names and texts are those of this machine', { skip: process.platform !== 'linux' }, async (t) => {
  for (const [name, errno] of Object.entries(constants.errno)) {
    if (name === 'EWOULDBLOCK' || name === 'ENOTSUP') continue
    t.equal(errnoName(errno), name)
  }
  t.equal(errnoText(2), 'No such file or directory')
  t.strictSame([errnoName(524), errnoText(524)], ['ENOTSUPP', 'Operation is not supported'])
})
