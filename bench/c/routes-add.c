/* routes-add COUNT OIF PASSES: adds that many routes, one request at a time, and deletes them, repeatedly; prints the time of adding in each pass. */
#include "nl.h"

static void change_all(int fd, uint16_t type, uint32_t count, uint32_t oif) {
  static char bytes[RECEIVE_BYTES];
  for (uint32_t i = 0; i < count; i++) {
    nl_send(fd, bytes, put_route(bytes, type, NLM_F_ACK, i, route_destination(i), oif));
    expect_ack(fd);
  }
}

int main(int argc, char **argv) {
  if (argc != 4) return fprintf(stderr, "usage: routes-add COUNT OIF PASSES\n"), 2;
  uint32_t count = strtoul(argv[1], NULL, 10), oif = strtoul(argv[2], NULL, 10), passes = strtoul(argv[3], NULL, 10);
  int fd = nl_open(0);
  printf("{\"passes\":[");
  for (uint32_t pass = 0; pass < passes; pass++) {
    if (pass > 0) change_all(fd, RTM_DELROUTE, count, oif);
    double since = now_ms();
    change_all(fd, RTM_NEWROUTE, count, oif);
    printf("%s%.3f", pass == 0 ? "" : ",", now_ms() - since);
  }
  printf("],\"check\":\"\"}\n");
  return 0;
}
