/*
 * Slabs that sockets share. A socket has slabs only while it receives and JavaScript reads, so thousands of idle sockets need
 * no memory for them. The slab that was given back last is taken first, so that few of their pages are ever used.
 *
 * A borrower that shares the pool gets a quarter of the slabs at most, so that one that is slow does not stop the others.
 */
#include "pool.h"

#include <pthread.h>
#include <stdlib.h>

#define SHARE 4

struct pool {
  pthread_mutex_t mutex;
  unsigned count, users;
  struct slab slabs[SLABS];
  const void *owners[SLABS]; /* for whom JavaScript reads the slab */
  unsigned free_count;
  uint8_t free[SLABS]; /* a stack */
  struct borrower *first, *last; /* those that wait */
};

struct pool *pool_new(const struct slab *slabs, unsigned count) {
  struct pool *pool = calloc(1, sizeof *pool);
  if (pool == NULL) return NULL;
  pthread_mutex_init(&pool->mutex, NULL);
  pool->count = count;
  /* the first is on top */
  for (unsigned i = 0; i < count; i++) {
    pool->slabs[i] = slabs[i];
    pool->free[pool->free_count++] = (uint8_t)(count - 1 - i);
  }
  return pool;
}

void pool_free(struct pool *pool) {
  pthread_mutex_destroy(&pool->mutex);
  free(pool);
}

bool pool_is_of(const struct pool *pool, const struct slab *slabs, unsigned count) {
  if (pool->count != count) return false;
  for (unsigned i = 0; i < count; i++) {
    if (pool->slabs[i].bytes != slabs[i].bytes || pool->slabs[i].size != slabs[i].size) return false;
  }
  return true;
}

bool pool_overlaps(const struct pool *pool, const struct slab *slab) {
  const uintptr_t start = (uintptr_t)slab->bytes;
  for (unsigned i = 0; i < pool->count; i++) {
    const uintptr_t other = (uintptr_t)pool->slabs[i].bytes;
    if (start < other + pool->slabs[i].size && other < start + slab->size) return true;
  }
  return false;
}

struct slab *pool_slab(struct pool *pool, int index) { return &pool->slabs[index]; }

unsigned pool_count(const struct pool *pool) { return pool->count; }

/* Whether the borrower may have one more slab. */
static bool entitled(const struct pool *pool, const struct borrower *borrower) {
  const unsigned share = pool->count / SHARE < 2 ? 2 : pool->count / SHARE;
  return borrower->held < (pool->users > 1 ? share : pool->count);
}

static void stop_waiting(struct pool *pool, struct borrower *borrower) {
  if (!borrower->starved) return;
  borrower->starved = false;
  if (borrower->previous != NULL) borrower->previous->next = borrower->next;
  else pool->first = borrower->next;
  if (borrower->next != NULL) borrower->next->previous = borrower->previous;
  else pool->last = borrower->previous;
}

static void start_waiting(struct pool *pool, struct borrower *borrower) {
  if (borrower->starved) return;
  borrower->starved = true;
  borrower->previous = pool->last;
  borrower->next = NULL;
  if (pool->last != NULL) pool->last->next = borrower;
  else pool->first = borrower;
  pool->last = borrower;
}

/* The first that waits and may have a slab, which no longer waits; or NULL. */
static struct borrower *next_waiting(struct pool *pool) {
  struct borrower *borrower = pool->free_count > 0 ? pool->first : NULL;
  while (borrower != NULL && !entitled(pool, borrower)) borrower = borrower->next;
  if (borrower != NULL) stop_waiting(pool, borrower);
  return borrower;
}

/* Wakes a borrower that can have what has become free, and unlocks the pool. In this order, since it can't leave before. */
static void unlock(struct pool *pool) {
  struct borrower *waiting = next_waiting(pool);
  if (waiting != NULL) waiting->wake(waiting);
  pthread_mutex_unlock(&pool->mutex);
}

void pool_join(struct pool *pool, struct borrower *borrower, void (*wake)(struct borrower *borrower)) {
  *borrower = (struct borrower){.wake = wake};
  pthread_mutex_lock(&pool->mutex);
  pool->users++;
  pthread_mutex_unlock(&pool->mutex);
}

void pool_leave(struct pool *pool, struct borrower *borrower) {
  pthread_mutex_lock(&pool->mutex);
  pool->users--;
  stop_waiting(pool, borrower);
  unlock(pool);
}

int pool_take(struct pool *pool, struct borrower *borrower, bool wait) {
  int index = NONE;
  pthread_mutex_lock(&pool->mutex);
  if (pool->free_count > 0 && entitled(pool, borrower)) {
    index = pool->free[--pool->free_count];
    pool->slabs[index].used = 0;
    borrower->held++;
    stop_waiting(pool, borrower);
  } else if (wait) {
    start_waiting(pool, borrower);
  }
  pthread_mutex_unlock(&pool->mutex);
  return index;
}

void pool_put(struct pool *pool, struct borrower *borrower, int index) {
  pthread_mutex_lock(&pool->mutex);
  pool->free[pool->free_count++] = (uint8_t)index;
  borrower->held--;
  unlock(pool);
}

void pool_lend(struct pool *pool, const void *owner, int index) {
  pthread_mutex_lock(&pool->mutex);
  pool->owners[index] = owner;
  pthread_mutex_unlock(&pool->mutex);
}

bool pool_release(struct pool *pool, struct borrower *borrower, const void *owner, uint32_t index) {
  pthread_mutex_lock(&pool->mutex);
  const bool lent = index < pool->count && pool->owners[index] == owner;
  if (lent) {
    pool->owners[index] = NULL;
    pool->free[pool->free_count++] = (uint8_t)index;
    if (borrower != NULL) borrower->held--;
  }
  unlock(pool);
  return lent;
}

bool pool_lends(struct pool *pool, const void *owner) {
  bool lent = false;
  pthread_mutex_lock(&pool->mutex);
  for (unsigned index = 0; index < pool->count; index++) lent = lent || pool->owners[index] == owner;
  pthread_mutex_unlock(&pool->mutex);
  return lent;
}

void pool_forget(struct pool *pool, const void *owner) {
  for (uint32_t index = 0; index < pool->count; index++) pool_release(pool, NULL, owner, index);
}
