/* workers.c: a few threads for all sockets, and how a socket gets one of them. Does not call Node-API. */
#ifndef RTNL_WORKERS_H
#define RTNL_WORKERS_H

#include <stdbool.h>
#include <stdint.h>

#include "heap.h"

/** The most threads of a process, however many sockets it has. */
#define WORKERS 8u

/** What a task waits for when its work is done for now. */
struct parking {
  uint32_t events;  /* EPOLL* of its descriptor; 0: none */
  int64_t deadline; /* CLOCK_MONOTONIC in nanoseconds, or FOREVER */
};

enum outcome {
  OUTCOME_PARKED,  /* nothing to do until what `struct parking` says, or until workers_wake() */
  OUTCOME_AGAIN,   /* there is more to do, but others are waiting for a thread */
  OUTCOME_STOPPED, /* it is being removed */
};

/** A socket with work for the threads. One thread at a time runs it. Everything here belongs to workers.c. */
struct task {
  int fd;
  enum outcome (*run)(struct task *task, bool ready, struct parking *parking);
  enum { TASK_PARKED, TASK_QUEUED, TASK_RUNNING } state;
  bool woken;    /* while it was running */
  bool ready;    /* its descriptor was ready when it was queued */
  bool removing; /* workers_remove() waits for the end of the run */
  unsigned slot; /* its place in the table of tasks */
  struct task *previous, *next; /* in the queue */
  struct deadline deadline; /* while it is parked */
};

/** Adds a task, which is run at once. 0 or -errno. */
int workers_add(struct task *task);
/** Runs the task if it is parked; if it is running, runs it once more. */
void workers_wake(struct task *task);
/** Removes the task, and waits for the end of its run, in which `run` must notice that it is to stop. */
void workers_remove(struct task *task);
/** Whether tasks are waiting for a thread. May be called by the threads without a lock. */
bool workers_wanted(void);

#endif
