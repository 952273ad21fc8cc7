/* The declarations shared by io.c, thread.c and bulk.c. */
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
  bool asleep;  /* in poll(2), or about to be: to notify the thread, write to `wake` */
  bool starved; /* asleep without a slab to fill */
  _Atomic unsigned news; /* counts changes; read without the mutex while lingering */
  bool watched; /* JavaScript polls for a slab: no need to wake the loop */
  _Atomic unsigned offered; /* counts slabs handed over; read without the mutex while polling */

  /* used by the thread only; this includes `slabs[].used` of the slab being filled */
  struct slab slabs[SLABS];
  struct source source;
  struct bulk *bulk; /* if coalescing is on: receives many small datagrams per call; else NULL */
  struct post *outbox, **outbox_end;
  struct post *failed, **failed_end;
  int filling;
  unsigned seen;    /* `news` when it was last read */
  unsigned fruitless;
  bool blocked;     /* the last send failed with EAGAIN */
  bool expecting;   /* there may be something to receive, so a ready slab may be taken back */
  bool concluding;  /* a CONCLUDED record for the ticket `concluded` is due when nothing is left to receive */
  uint32_t concluded;
  bool urgent;      /* the slab contains replies to a request: do not coalesce */
  bool ended;       /* nothing will ever be received again */
  int64_t active;   /* time of the last send or receive */
  int64_t gathered; /* time of the first record in the slab being filled */
  int64_t patience; /* how long records may be collected in it, in nanoseconds */
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
