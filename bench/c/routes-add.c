/* routes-add COUNT OIF: adds that many routes, one request at a time; prints the time. */
#include "nl.h"

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: routes-add COUNT OIF\n"), 2;
  uint32_t count = strtoul(argv[1], NULL, 10), oif = strtoul(argv[2], NULL, 10);
  static char bytes[RECEIVE_BYTES];
  int fd = nl_open(0);
  double since = now_ms();
  for (uint32_t i = 0; i < count; i++) {
    nl_send(fd, bytes, put_route(bytes, RTM_NEWROUTE, NLM_F_ACK, i, route_destination(i), oif));
    expect_ack(fd);
  }
  printf("{\"ms\":%.3f,\"check\":\"\"}\n", now_ms() - since);
  return 0;
}
