/* ring.c: a queue of slab indexes, with space for all of them. */
#ifndef RTNL_RING_H
#define RTNL_RING_H

#include <stdint.h>

#include "pool.h"

struct ring {
  unsigned first, length;
  uint8_t items[SLABS];
};

void ring_push(struct ring *ring, int item);
/** Removes the first item; NONE if the ring is empty. */
int ring_shift(struct ring *ring);
/** The item that was pushed last; NONE if the ring is empty. */
int ring_last(const struct ring *ring);
/** Removes the item that was pushed last. */
void ring_pop(struct ring *ring);

#endif
