/** The codec and the tables: runs anywhere, loads no native code. */
export * from './netlink/codec/enumeration.ts'
export * from './netlink/codec/node.ts'
export * from './netlink/codec/struct.ts'
