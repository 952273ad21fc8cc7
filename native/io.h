/* What the I/O thread and its starter share. */
#ifndef RTNL_IO_H
#define RTNL_IO_H

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "socket.h"

#define NONE (-1)

struct post {
  struct post *next;
  uint32_t ticket;
  bool conclude;
  int error;
  size_t length;
  uint8_t bytes[];
};

/* bulk.c */
struct bulk;
struct bulk *bulk_new(size_t window);
enum drained bulk_drain(struct bulk *bulk, int fd, struct slab *slab);

struct ring {
  unsigned first, length;
  uint8_t items[SLABS];
};

struct io {
  /* fixed */
  struct io_settings settings;
  int wake; /* eventfd */
  pthread_t thread;

  /* shared */
  pthread_mutex_t mutex;
  struct post *queue, **queue_end;
  struct ring free, ready;
  bool lent[SLABS];
  bool stopping;
  bool asleep;  /* in poll(2), or about to: a change must write to `wake` */
  bool starved; /* asleep for want of a slab */
  _Atomic unsigned news; /* counts changes; read without the mutex while lingering */
  bool watched; /* JavaScript is looking out for a slab: no need to wake the loop */
  _Atomic unsigned offered; /* counts slabs handed over; read without the mutex while looking out */

  /* the thread's own, `slabs[].used` included while filling */
  struct slab slabs[SLABS];
  struct source source;
  struct bulk *bulk; /* for what is coalesced: many small ones; else NULL */
  struct post *outbox, **outbox_end;
  struct post *failed, **failed_end;
  int filling;
  unsigned seen;    /* `news` at the last look */
  unsigned fruitless;
  bool blocked;     /* the last send met EAGAIN */
  bool expecting;   /* there may be something to receive: worth taking a ready slab back */
  bool concluding;  /* somebody waits to hear that nothing is left to receive after the send of `concluded` */
  uint32_t concluded;
  bool urgent;      /* the slab answers a request: not to be coalesced */
  bool ended;       /* nothing will ever be received again */
  int64_t active;   /* when anything was sent or received last */
  int64_t gathered; /* when the filling slab got its first record */
  int64_t patience; /* how long it may gather */
};

static inline int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static inline void pause_briefly(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

void ring_push(struct ring *ring, int item);
int ring_shift(struct ring *ring);
void *io_run(void *io);

#endif
