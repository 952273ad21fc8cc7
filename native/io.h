/* io.c: the interface of the I/O threads. Does not call Node-API. */
#ifndef RTNL_IO_H
#define RTNL_IO_H

#include <stdbool.h>
#include <stdint.h>

#include "libuv.h"
#include "pool.h"
#include "records.h"

struct io;

struct io_settings {
  int fd;
  int type;         /* SOCK_* */
  size_t window;    /* maximum number of bytes stored per datagram */
  int64_t linger;   /* nanoseconds to poll for more after activity */
  int64_t coalesce; /* nanoseconds to collect records before the loop is woken */
  uv_async_t *ready; /* sent when a slab is ready */
  bool control;     /* receive control messages */
  struct pool *pool; /* of slabs */
  const void *owner; /* for whom slabs are lent */
};

/** Lets the threads serve the socket: 0 or -errno. */
int io_start(struct io **io, const struct io_settings *settings);
/** Copies the data and queues it: 0 or -errno. If `count` is 0, nothing is sent; with `conclude` the mark still follows. */
int io_post(struct io *io, uint32_t ticket, const struct iovec *vectors, size_t count, bool conclude);
/** Whether to receive nothing for now. What was received before is still delivered. */
int io_pause(struct io *io, bool paused);
/** What holds the slabs of the socket, to release them. */
struct borrower *io_borrower(struct io *io);
/** Lends the next ready slab: its index, or -1. */
int io_next(struct io *io, size_t *used, bool *more);
/**
 * Lends the next ready slab, polling for one at most that long. A reply often arrives sooner than the loop could sleep
 * and be woken. -1 if there was none; the loop is then notified of the next one.
 */
int io_poll(struct io *io, int64_t nanoseconds, size_t *used, bool *more);
/** Ends that, and waits for a thread that serves it. Posts not yet sent and slabs not yet delivered are dropped. */
void io_stop(struct io *io);

#endif
