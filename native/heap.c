/* Deadlines as a binary heap. Each knows its place, so that any can be removed. */
#include "heap.h"

#include <stdlib.h>

bool heap_reserve(struct heap *heap, size_t count) {
  struct deadline **items = realloc(heap->items, count * sizeof *items);
  if (items == NULL) return false;
  heap->items = items;
  return true;
}

void heap_free(struct heap *heap) {
  free(heap->items);
  *heap = (struct heap){NULL, 0};
}

static void put(struct heap *heap, struct deadline *deadline, size_t place) {
  heap->items[place] = deadline;
  deadline->place = place;
}

/* Moves a deadline to its place: up while it is earlier than its parent, else down. */
static void settle(struct heap *heap, struct deadline *deadline, size_t place) {
  struct deadline **items = heap->items;
  for (; place > 0 && deadline->at < items[(place - 1) / 2]->at; place = (place - 1) / 2)
    put(heap, items[(place - 1) / 2], place);
  for (size_t child; (child = 2 * place + 1) < heap->length; place = child) {
    if (child + 1 < heap->length && items[child + 1]->at < items[child]->at) child++;
    if (deadline->at <= items[child]->at) break;
    put(heap, items[child], place);
  }
  put(heap, deadline, place);
}

void heap_add(struct heap *heap, struct deadline *deadline) { settle(heap, deadline, heap->length++); }

void heap_remove(struct heap *heap, struct deadline *deadline) {
  if (deadline->place == NOT_IN_HEAP) return;
  const size_t place = deadline->place;
  struct deadline *last = heap->items[--heap->length];
  deadline->place = NOT_IN_HEAP;
  if (last != deadline) settle(heap, last, place);
}

int64_t heap_first(const struct heap *heap) { return heap->length == 0 ? FOREVER : heap->items[0]->at; }

struct deadline *heap_shift(struct heap *heap) {
  struct deadline *first = heap->items[0];
  heap_remove(heap, first);
  return first;
}
