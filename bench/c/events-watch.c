/* events-watch: reads route events, with a receive buffer of 8 MiB, until the last route is deleted. */
#include "nl.h"

enum { BUFFER = 8 << 20 };

static uint64_t added, deleted, sum;
static int over;

static int count_event(const struct nlmsghdr *header, void *unused) {
  (void)unused;
  struct route route = read_route(header);
  if (route.destination == LAST_DESTINATION) {
    over = header->nlmsg_type == RTM_DELROUTE;
    return MNL_CB_OK;
  }
  if (route.table != RT_TABLE_MAIN) return MNL_CB_OK;
  if (header->nlmsg_type == RTM_NEWROUTE) added++;
  else deleted++;
  sum += (uint64_t)route.destination + route.gateway + route.oif + route.metric;
  return MNL_CB_OK;
}

int main(void) {
  static char bytes[RECEIVE_BYTES];
  uint64_t overruns = 0;
  int fd = nl_open(RTMGRP_IPV4_ROUTE);
  force_buffer(fd, SO_RCVBUFFORCE, BUFFER);
  printf("READY\n");
  fflush(stdout);
  double before = cpu_ms();
  while (!over) {
    ssize_t length = recv(fd, bytes, sizeof(bytes), 0);
    if (length >= 0) mnl_cb_run(bytes, length, 0, 0, count_event, NULL);
    else if (errno == ENOBUFS) overruns++;
    else die("recv");
  }
  double cpu = cpu_ms();
  printf("{\"cpu\":%.3f,\"cpuOfAll\":%.3f,\"overruns\":%" PRIu64 ",\"events\":%" PRIu64 ",\"check\":\"new=%" PRIu64
         " del=%" PRIu64 " sum=%" PRIu64 "\"}\n",
         cpu - before, cpu, overruns, added + deleted, added, deleted, sum);
  return 0;
}
