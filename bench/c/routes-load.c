/* routes-load COUNT OIF: adds that many routes. Only the last one is acknowledged; a refusal of another one ends the program. */
#include "nl.h"

enum { BATCH_BYTES = 60000, MESSAGE_BYTES = 128, BUFFER = 8 << 20 };

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: routes-load COUNT OIF\n"), 2;
  uint32_t count = strtoul(argv[1], NULL, 10), oif = strtoul(argv[2], NULL, 10);
  static char batch[BATCH_BYTES + MESSAGE_BYTES];
  int fd = nl_open(0);
  force_buffer(fd, SO_RCVBUFFORCE, BUFFER);
  force_buffer(fd, SO_SNDBUFFORCE, BUFFER);
  for (uint32_t i = 0; i < count;) {
    size_t length = 0;
    for (; i < count && length < BATCH_BYTES; i++)
      length += put_route(batch + length, RTM_NEWROUTE, i == count - 1 ? NLM_F_ACK : 0, i, route_destination(i), oif);
    nl_send(fd, batch, length);
  }
  if (count > 0) expect_ack(fd);
  return 0;
}
