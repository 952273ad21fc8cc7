/* A queue of slab indexes. */
#include "ring.h"

void ring_push(struct ring *ring, int item) {
  ring->items[(ring->first + ring->length++) % SLABS] = (uint8_t)item;
}

int ring_shift(struct ring *ring) {
  if (ring->length == 0) return NONE;
  int item = ring->items[ring->first];
  ring->first = (ring->first + 1) % SLABS;
  ring->length--;
  return item;
}

int ring_last(const struct ring *ring) {
  return ring->length == 0 ? NONE : ring->items[(ring->first + ring->length - 1) % SLABS];
}

void ring_pop(struct ring *ring) { ring->length--; }
