/*
 * A few threads serve all sockets. A socket that has something to send or receive is a task in a queue; a thread takes it,
 * runs it until nothing is left to do, and parks it: epoll(7) then watches its descriptor, and a heap its deadline.
 *
 * Idle threads wait in epoll_wait(2) of the same instance. Each event wakes one of them, the last that became idle, so that a
 * single busy socket keeps its thread. Descriptors are watched with EPOLLONESHOT, so a task never has two threads.
 *
 * A thread may be held up by a lock of the kernel in sendmsg(2). So that other sockets do not wait for that lock, one thread
 * is always idle, up to WORKERS of them. Usually no more than `limit()` run, since more would only compete with the event
 * loop; but if the queue has not moved for STUCK milliseconds, one more does.
 *
 * The lock protects everything here. No thread blocks while holding it.
 */
#include "workers.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
/*
 * glibc 2.34 moved these symbols into libc.so with a new version. The old version exists in every glibc, so the addon
 * links to it
 */
#if defined(__x86_64__)
#define OLDEST_VERSION "GLIBC_2.2.5"
#elif defined(__aarch64__)
#define OLDEST_VERSION "GLIBC_2.17"
#endif
#ifdef OLDEST_VERSION
__asm__(".symver pthread_create,pthread_create@" OLDEST_VERSION);
__asm__(".symver pthread_detach,pthread_detach@" OLDEST_VERSION);
__asm__(".symver pthread_sigmask,pthread_sigmask@" OLDEST_VERSION);
__asm__(".symver pthread_attr_setstacksize,pthread_attr_setstacksize@" OLDEST_VERSION);
#endif
#endif

#define STACK_SIZE (256 * 1024)
/* how long a queue does not move before one more thread runs tasks, in milliseconds */
#define STUCK 5
/* how long a thread that is not needed remains, in milliseconds */
#define IDLE 100
/* idle threads that remain while there are sockets: one to run the next task, one to be idle then */
#define SPARE 2
/* events per epoll_wait(2) */
#define EVENTS 32
/* what events are about that are not about a task: smaller than any task's */
enum { ABOUT_KICK, ABOUT_TIMER, ABOUT_TASKS };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t stopped = PTHREAD_COND_INITIALIZER;
static int epoll = -1, kick = -1, timer = -1;
static unsigned threads, idle, running;

/* The tasks, by slot. The event of a slot that was reused meanwhile has another generation. */
static struct slot {
  struct task *task;
  uint32_t generation;
} *slots;
static unsigned slot_count, tasks;
/* No slot before it is free. */
static unsigned first_free;

static struct task *first, *last;
static _Atomic unsigned queued;
/* when the queue moved last, or began */
static int64_t moved;

/* The deadlines of parked tasks. */
static struct heap deadlines;
static int64_t armed = FOREVER;

static int64_t clock_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

bool workers_wanted(void) { return atomic_load_explicit(&queued, memory_order_relaxed) > 0; }

static void enqueue(struct task *task) {
  if (first == NULL) moved = clock_now();
  task->state = TASK_QUEUED;
  task->previous = last;
  task->next = NULL;
  if (last != NULL) last->next = task;
  else first = task;
  last = task;
  atomic_fetch_add_explicit(&queued, 1, memory_order_relaxed);
}

static void dequeue(struct task *task) {
  if (task->previous != NULL) task->previous->next = task->next;
  else first = task->next;
  if (task->next != NULL) task->next->previous = task->previous;
  else last = task->previous;
  atomic_fetch_sub_explicit(&queued, 1, memory_order_relaxed);
}

static struct task *task_of(struct deadline *deadline) {
  return (struct task *)((char *)deadline - offsetof(struct task, deadline));
}

/* Arms the timer for the earliest deadline. A timer that fires too early is armed again. */
static void arm(void) {
  const int64_t earliest = heap_first(&deadlines);
  if (earliest >= armed) return;
  struct itimerspec time = {.it_value = {earliest / 1000000000, earliest % 1000000000}};
  if (earliest <= 0) time.it_value.tv_nsec = 1;
  timerfd_settime(timer, TFD_TIMER_ABSTIME, &time, NULL);
  armed = earliest;
}

static void expire(void) {
  const int64_t now = clock_now();
  armed = FOREVER;
  while (heap_first(&deadlines) <= now) {
    struct task *task = task_of(heap_shift(&deadlines));
    task->ready = false;
    enqueue(task);
  }
  arm();
}

/* Wakes an idle thread. */
static void wake_one(void) {
  const uint64_t one = 1;
  ssize_t written;
  /* cannot block: the counter does not overflow, and is never read, since each write is an event of its own (EPOLLET) */
  do {
    written = write(kick, &one, sizeof one);
  } while (written < 0 && errno == EINTR);
}

/* The most threads that run tasks unless they are stuck. */
static unsigned limit(void) {
  static unsigned processors;
  if (processors == 0) {
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    processors = online < 2 ? 2 : online > 4 ? 4 : (unsigned)online;
  }
  return processors;
}

static void *work(void *unused);

static int spawn(void) {
  pthread_attr_t attributes;
  pthread_t thread;
  sigset_t all, before;
  int error = pthread_attr_init(&attributes);
  if (error != 0) return -error;
  pthread_attr_setstacksize(&attributes, STACK_SIZE);
  /* the thread inherits the mask, so that signals are handled by the program's threads */
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  error = pthread_create(&thread, &attributes, work, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  if (error != 0) return -error;
  pthread_detach(thread);
  threads++;
  return 0;
}

/* Parks a task that was run, or queues it again. */
static void settle(struct task *task, enum outcome outcome, const struct parking *parking) {
  if (task->removing || outcome == OUTCOME_STOPPED) {
    /* workers_remove() does the rest */
    task->state = TASK_PARKED;
    if (task->removing) pthread_cond_broadcast(&stopped);
    return;
  }
  task->ready = false;
  if (outcome == OUTCOME_AGAIN || task->woken) {
    enqueue(task);
    return;
  }
  task->state = TASK_PARKED;
  if (parking->deadline != FOREVER) {
    task->deadline.at = parking->deadline;
    heap_add(&deadlines, &task->deadline);
    arm();
  }
  if (parking->events != 0) {
    const uint64_t about = (uint64_t)slots[task->slot].generation << 32 | (task->slot + ABOUT_TASKS);
    struct epoll_event event = {.events = parking->events | EPOLLONESHOT, .data.u64 = about};
    epoll_ctl(epoll, EPOLL_CTL_MOD, task->fd, &event);
  }
}

static void take_event(uint64_t about) {
  const uint32_t place = (uint32_t)about;
  if (place == ABOUT_TIMER) {
    uint64_t expirations;
    if (read(timer, &expirations, sizeof expirations) > 0) expire();
    return;
  }
  if (place < ABOUT_TASKS || place - ABOUT_TASKS >= slot_count) return;
  const struct slot *slot = &slots[place - ABOUT_TASKS];
  struct task *task = slot->task;
  /* a task that was removed meanwhile, or that something else has woken */
  if (task == NULL || slot->generation != (uint32_t)(about >> 32) || task->state != TASK_PARKED) return;
  heap_remove(&deadlines, &task->deadline);
  task->ready = true;
  enqueue(task);
}

/* Runs the first task of the queue, without the lock. */
static void run_first(void) {
  struct task *task = first;
  struct parking parking = {.events = 0, .deadline = FOREVER};
  const bool ready = task->ready;
  dequeue(task);
  moved = clock_now();
  task->state = TASK_RUNNING;
  task->woken = false;
  running++;
  /* Without memory for another thread, the tasks wait for each other. */
  if (idle == 0 && threads < WORKERS) spawn();
  if (first != NULL && running < limit() && idle > 0) wake_one();
  pthread_mutex_unlock(&lock);
  const enum outcome outcome = task->run(task, ready, &parking);
  pthread_mutex_lock(&lock);
  running--;
  settle(task, outcome, &parking);
}

/* Whether the queue has not moved for too long, though events come in. */
static bool is_stuck(void) { return first != NULL && clock_now() - moved >= STUCK * INT64_C(1000000); }

/* Waits for events. False: there were none in that time. */
static bool wait_for_events(void) {
  struct epoll_event events[EVENTS];
  const int timeout = first != NULL ? STUCK : tasks == 0 || idle >= SPARE ? IDLE : -1;
  idle++;
  pthread_mutex_unlock(&lock);
  const int count = epoll_wait(epoll, events, EVENTS, timeout);
  pthread_mutex_lock(&lock);
  idle--;
  for (int i = 0; i < count; i++) take_event(events[i].data.u64);
  return count != 0;
}

static void close_all(void) {
  close(epoll);
  close(kick);
  close(timer);
  epoll = kick = timer = -1;
}

static void *work(void *unused) {
  (void)unused;
  prctl(PR_SET_NAME, "rtnl-io");
  pthread_mutex_lock(&lock);
  for (;;) {
    if (first != NULL && (running < limit() || is_stuck())) run_first();
    else if (!wait_for_events() && first == NULL && (tasks == 0 || idle >= SPARE)) break;
  }
  if (--threads == 0) close_all();
  else wake_one();
  pthread_mutex_unlock(&lock);
  return NULL;
}

static int watch(int fd, uint32_t events, uint64_t about) {
  struct epoll_event event = {.events = events, .data.u64 = about};
  return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static int open_all(void) {
  if (epoll >= 0) return 0;
  epoll = epoll_create1(EPOLL_CLOEXEC);
  kick = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  int status = epoll < 0 || kick < 0 || timer < 0 ? -errno : watch(kick, EPOLLIN | EPOLLET, ABOUT_KICK);
  if (status == 0) status = watch(timer, EPOLLIN, ABOUT_TIMER);
  armed = FOREVER;
  if (status < 0) close_all();
  return status;
}

/* A free slot. -ENOMEM. */
static int take_slot(struct task *task) {
  if (tasks == slot_count) {
    const unsigned count = slot_count == 0 ? 16 : 2 * slot_count;
    struct slot *more = realloc(slots, count * sizeof *slots);
    if (more != NULL) slots = more;
    if (more == NULL || !heap_reserve(&deadlines, count)) return -ENOMEM;
    for (unsigned i = slot_count; i < count; i++) slots[i] = (struct slot){NULL, 0};
    slot_count = count;
  }
  while (slots[first_free].task != NULL) first_free++;
  slots[first_free].task = task;
  slots[first_free].generation++;
  task->slot = first_free++;
  tasks++;
  return 0;
}

static void free_slot(struct task *task) {
  slots[task->slot].task = NULL;
  if (task->slot < first_free) first_free = task->slot;
  if (--tasks > 0) return;
  free(slots);
  heap_free(&deadlines);
  slots = NULL;
  slot_count = first_free = 0;
  /* a thread that waits without a limit must notice; when it ends, it wakes the next */
  if (idle > 0) wake_one();
}

int workers_add(struct task *task) {
  pthread_mutex_lock(&lock);
  int status = open_all();
  if (status == 0) status = take_slot(task);
  if (status == 0) {
    /* with no events it is watched from the first time that it is parked */
    status = watch(task->fd, EPOLLONESHOT, (uint64_t)slots[task->slot].generation << 32 | (task->slot + ABOUT_TASKS));
    if (status == 0 && threads == 0) status = spawn();
    if (status < 0) {
      epoll_ctl(epoll, EPOLL_CTL_DEL, task->fd, NULL);
      free_slot(task);
    }
  }
  if (status == 0) {
    task->deadline = (struct deadline){0, NOT_IN_HEAP};
    task->woken = task->ready = task->removing = false;
    enqueue(task);
    wake_one();
  } else if (epoll >= 0 && threads == 0) {
    close_all();
  }
  pthread_mutex_unlock(&lock);
  return status;
}

void workers_wake(struct task *task) {
  pthread_mutex_lock(&lock);
  if (task->state == TASK_PARKED) {
    const bool moving = first == NULL;
    heap_remove(&deadlines, &task->deadline);
    task->ready = false;
    enqueue(task);
    /* with a task in the queue before this one, an idle thread already watches that it moves */
    if (moving) wake_one();
  } else {
    task->woken = true;
  }
  pthread_mutex_unlock(&lock);
}

void workers_remove(struct task *task) {
  pthread_mutex_lock(&lock);
  task->removing = true;
  while (task->state == TASK_RUNNING) pthread_cond_wait(&stopped, &lock);
  if (task->state == TASK_QUEUED) dequeue(task);
  heap_remove(&deadlines, &task->deadline);
  epoll_ctl(epoll, EPOLL_CTL_DEL, task->fd, NULL);
  free_slot(task);
  pthread_mutex_unlock(&lock);
}
