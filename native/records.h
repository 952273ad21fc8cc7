/* records.c: receives datagrams into slabs, one record each, and sends. Does not call Node-API. */
#ifndef RTNL_RECORDS_H
#define RTNL_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

/* sizeof(struct record), including the address */
#define RECORD_HEADER 32u
/* space reserved for control messages when receiving; the kernel truncates longer ones (MSG_CTRUNC) */
#define RECORD_CONTROL 512u
#define RECORD_NAME 16u

/* in `flags`: the other bits are an errno. These bits are cleared in msg_flags. */
#define ERROR_RECEIVE 0x80000000u
#define ERROR_SEND 0x40000000u
/* the sends up to that ticket are complete, and all that they caused has been received */
#define CONCLUDED 0x20000000u

/* offsets into larger slabs would exceed int32, which JavaScript handles fastest */
#define SLAB_MAXIMUM 0x40000000u
/* the most slabs that sockets share */
#define SLABS 64
/* instead of the index of a slab */
#define NONE (-1)

/** The header of every record in a slab. Records start at multiples of 8 from the start of the slab. */
struct record {
  uint32_t size;    /* of the whole record, including padding */
  uint32_t length;  /* of the datagram as sent, even if less was stored; the ticket if flags has ERROR_SEND or CONCLUDED */
  uint32_t flags;   /* msg_flags of recvmsg(2), ERROR_* | errno, or CONCLUDED */
  uint16_t name;    /* used bytes of `sender` */
  uint16_t control; /* bytes of control messages that follow, without their padding to 8 */
  uint8_t sender[RECORD_NAME];
};

struct slab {
  uint8_t *bytes;
  size_t size;
  size_t used;
};

/** A socket to receive from. */
struct source {
  int fd;
  int type;       /* SOCK_* */
  size_t window;  /* maximum number of bytes stored per datagram */
  size_t control; /* padded control length of the previous datagram, expected of the next one: its data need not be moved then */
};

enum drained {
  DRAINED_EMPTY, /* nothing left to receive, or the limit was reached */
  DRAINED_FULL,  /* the slab has no space for another window */
  DRAINED_ENDED, /* the connection has ended, or an error persists: nothing will be received any more */
};

#define UNLIMITED UINT32_MAX

static inline size_t padded(size_t length) { return (length + 7) & ~(size_t)7; }

/** Whether the slab has space for one more record with a datagram of `window` bytes. */
bool slab_fits(const struct slab *slab, size_t window);
/** Appends a record without a datagram. False if the slab has no space for it. */
bool slab_append_mark(struct slab *slab, uint32_t flags, uint32_t length);
/**
 * Receives until nothing is left, the slab has no space for another window, or `limit` datagrams were received. A receive
 * error becomes a record in sequence with the datagrams, and receiving continues: after ENOBUFS the queue still contains
 * the datagrams from before the overrun.
 */
enum drained drain(struct source *source, struct slab *slab, uint32_t limit, bool control_wanted);
/**
 * One non-blocking send without SIGPIPE: the sent bytes, or -errno. For a single buffer sendto(2) is faster than
 * sendmsg(2).
 */
int send_vectors(int fd, struct iovec *vectors, size_t count);

#endif
