/*
 * events-make COUNT OIF: adds and deletes that many routes as fast as the kernel accepts them, 256 per send with one ACK.
 * Then adds and deletes the last route every 50 ms, so that a subscriber that lost events ends too, until its own
 * input ends.
 */
#include <poll.h>

#include "nl.h"

enum { BATCH = 256, MESSAGE_BYTES = 128, BUFFER = 16 << 20, PAUSE_MS = 50 };

static char batch[BATCH * MESSAGE_BYTES];

static void change_all(int fd, uint16_t type, uint32_t count, uint32_t oif) {
  for (uint32_t i = 0; i < count;) {
    size_t length = 0;
    for (uint32_t end = i + BATCH < count ? i + BATCH : count; i < end; i++)
      length += put_route(batch + length, type, i == end - 1 ? NLM_F_ACK : 0, i, route_destination(i), oif);
    nl_send(fd, batch, length);
    expect_ack(fd);
  }
}

static void change_last(int fd, uint16_t type, uint32_t oif) {
  nl_send(fd, batch, put_route(batch, type, NLM_F_ACK, 0, LAST_DESTINATION, oif));
  expect_ack(fd);
}

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: events-make COUNT OIF\n"), 2;
  uint32_t count = strtoul(argv[1], NULL, 10), oif = strtoul(argv[2], NULL, 10);
  int fd = nl_open(0);
  force_buffer(fd, SO_SNDBUFFORCE, BUFFER);
  double since = now_ms();
  change_all(fd, RTM_NEWROUTE, count, oif);
  change_all(fd, RTM_DELROUTE, count, oif);
  printf("{\"ms\":%.3f,\"check\":\"\"}\n", now_ms() - since);
  fflush(stdout);
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  do {
    change_last(fd, RTM_NEWROUTE, oif);
    change_last(fd, RTM_DELROUTE, oif);
  } while (poll(&input, 1, PAUSE_MS) == 0);
  return 0;
}
