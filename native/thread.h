/* thread.c: what the threads do for a socket, and the state that they share with io.c. Does not call Node-API. */
#ifndef RTNL_THREAD_H
#define RTNL_THREAD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "bulk.h"
#include "libuv.h"
#include "pool.h"
#include "records.h"
#include "ring.h"
#include "workers.h"

/** Data to send. */
struct post {
  struct post *next;
  uint32_t ticket;
  bool silent;   /* send nothing */
  bool conclude;
  int error;
  size_t length;
  uint8_t bytes[];
};

struct io {
  /* constant */
  int fd;
  int64_t linger;    /* nanoseconds to poll for more after activity */
  int64_t coalesce;  /* nanoseconds to collect records before a slab is handed over; 0: no coalescing */
  bool control;      /* receive control messages */
  uv_async_t *ready; /* wakes the loop for a ready slab */
  struct pool *pool; /* of slabs */
  const void *owner; /* for whom slabs are lent */

  struct task task;         /* belongs to workers.c */
  struct borrower borrower; /* belongs to pool.c */

  /* protected by the mutex */
  pthread_mutex_t mutex;
  struct post *queue, **queue_end;
  struct ring ready_slabs;
  bool stopping;
  bool paused;  /* JavaScript reads nothing for now: do not receive */
  bool asleep;  /* parked, or about to be: to notify a thread, call workers_wake() */
  _Atomic unsigned changes; /* by JavaScript, counted; read without the mutex while lingering */
  bool polled;  /* JavaScript polls for a slab: no need to wake the loop */
  _Atomic unsigned handed_over; /* slabs, counted; read without the mutex while polling */

  /* used by the thread only; this includes `used` of the slab being filled */
  struct source source;
  struct bulk *bulk; /* if coalescing is on: receives many small datagrams per call; else NULL */
  struct post *outbox, **outbox_end; /* taken from the queue */
  struct post *failed, **failed_end; /* sends that failed, not reported yet */
  int filling;           /* index of the slab being filled, or NONE */
  unsigned seen_changes; /* `changes` when it was last read */
  unsigned false_wakeups;  /* consecutive: the socket was reported as ready, but nothing was received or sent */
  bool blocked;          /* the last send failed with EAGAIN */
  bool reading;          /* nothing is to be received while this is false */
  bool expecting;        /* there may be something to receive, so a ready slab may be taken back */
  bool concluding;       /* a CONCLUDED record for the ticket `concluded` is due when nothing is left to receive */
  uint32_t concluded;
  bool urgent;           /* the slab contains replies to a request: do not coalesce */
  bool ended;            /* nothing will ever be received again */
  int64_t active;        /* time of the last send or receive */
  int64_t filling_since; /* time of the first record in the slab being filled */
  int64_t delay;         /* how long records may be collected in it, in nanoseconds */
};

/** CLOCK_MONOTONIC in nanoseconds. */
static inline int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/** Tells the processor that this is a busy-wait loop. */
static inline void pause_briefly(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/** The `run` of a socket's task. */
enum outcome thread_run(struct task *task, bool ready, struct parking *parking);

#endif
