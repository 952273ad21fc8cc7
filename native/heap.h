/* heap.c: deadlines, the earliest first. Does not call Node-API. */
#ifndef RTNL_HEAP_H
#define RTNL_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOREVER INT64_MAX
#define NOT_IN_HEAP SIZE_MAX

struct deadline {
  int64_t at;   /* CLOCK_MONOTONIC in nanoseconds */
  size_t place; /* in the heap, or NOT_IN_HEAP */
};

struct heap {
  struct deadline **items;
  size_t length;
};

/** Makes space for that many deadlines. False: no memory. */
bool heap_reserve(struct heap *heap, size_t count);
void heap_free(struct heap *heap);
/** Adds a deadline that is in no heap. */
void heap_add(struct heap *heap, struct deadline *deadline);
/** Removes a deadline, if it is in the heap. */
void heap_remove(struct heap *heap, struct deadline *deadline);
/** The earliest time, or FOREVER. */
int64_t heap_first(const struct heap *heap);
/** Removes the earliest deadline of a heap that has one. */
struct deadline *heap_shift(struct heap *heap);

#endif
