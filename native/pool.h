/* pool.c: slabs that sockets share. Does not call Node-API. */
#ifndef RTNL_POOL_H
#define RTNL_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "records.h"

#define NONE (-1)

struct pool;

/** A user of a pool. Everything here belongs to pool.c. */
struct borrower {
  unsigned held; /* slabs that it fills, that are ready, or that JavaScript reads */
  bool starved;  /* waits for a slab */
  struct borrower *previous, *next; /* in the list of those that wait */
  void (*wake)(struct borrower *borrower);
};

/** A pool of 2 to SLABS slabs of equal size. NULL: no memory. */
struct pool *pool_new(const struct slab *slabs, unsigned count);
void pool_free(struct pool *pool);
bool pool_is_of(const struct pool *pool, const struct slab *slabs, unsigned count);
bool pool_overlaps(const struct pool *pool, const struct slab *slab);
struct slab *pool_slab(struct pool *pool, int index);
unsigned pool_count(const struct pool *pool);

void pool_join(struct pool *pool, struct borrower *borrower, void (*wake)(struct borrower *borrower));
/** Ends the use of the pool, after all slabs were given back that JavaScript does not read. */
void pool_leave(struct pool *pool, struct borrower *borrower);

/**
 * Takes a slab to fill, or NONE: none is free, or the borrower has its share. With `wait`, the borrower is then woken when it
 * can have one.
 */
int pool_take(struct pool *pool, struct borrower *borrower, bool wait);
/** Gives back a slab that was never lent to JavaScript. */
void pool_put(struct pool *pool, struct borrower *borrower, int index);
/** Notes that JavaScript reads the slab, for `owner`. */
void pool_lend(struct pool *pool, const void *owner, int index);
/** Ends that. `borrower` may be NULL, if it has left. False: the slab is not lent to `owner`. */
bool pool_release(struct pool *pool, struct borrower *borrower, const void *owner, uint32_t index);
/** Whether slabs are lent to `owner`. */
bool pool_lends(struct pool *pool, const void *owner);
/** Ends it for all slabs that are lent to `owner`, which is no longer there. */
void pool_forget(struct pool *pool, const void *owner);

#endif
