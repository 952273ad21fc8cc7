/* dump: reads all IPv4 routes into an array, as a program that uses them would. */
#include "nl.h"

static struct route *routes;
static size_t count, capacity;

static int keep(const struct nlmsghdr *header, void *unused) {
  (void)unused;
  if (count == capacity) {
    capacity = capacity == 0 ? 1024 : capacity * 2;
    routes = realloc(routes, capacity * sizeof(*routes));
    if (routes == NULL) die("realloc");
  }
  routes[count++] = read_route(header);
  return MNL_CB_OK;
}

static void ask(int fd) {
  char bytes[256];
  struct nlmsghdr *header = mnl_nlmsg_put_header(bytes);
  header->nlmsg_type = RTM_GETROUTE;
  header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  header->nlmsg_seq = 1;
  struct rtmsg *message = mnl_nlmsg_put_extra_header(header, sizeof(*message));
  message->rtm_family = AF_INET;
  nl_send(fd, bytes, header->nlmsg_len);
}

static void print_figures(double ms) {
  uint64_t listed = 0, dst = 0, gateway = 0, oif = 0, table = 0, metric = 0;
  for (size_t i = 0; i < count; i++) {
    const struct route *route = &routes[i];
    if (route->table != RT_TABLE_MAIN) continue;
    listed++;
    dst += route->destination;
    gateway += route->gateway;
    oif += route->oif;
    table += route->table;
    metric += route->metric;
  }
  printf("{\"ms\":%.3f,\"check\":\"n=%" PRIu64 " dst=%" PRIu64 " gateway=%" PRIu64 " oif=%" PRIu64 " table=%" PRIu64
         " metric=%" PRIu64 "\"}\n",
         ms, listed, dst, gateway, oif, table, metric);
}

int main(void) {
  static char bytes[RECEIVE_BYTES];
  int fd = nl_open(0);
  double since = now_ms();
  ask(fd);
  for (int more = MNL_CB_OK; more > MNL_CB_STOP;) {
    ssize_t length = recv(fd, bytes, sizeof(bytes), 0);
    if (length < 0) die("recv");
    more = mnl_cb_run(bytes, length, 1, 0, keep, NULL);
    if (more < 0) die("dump");
  }
  print_figures(now_ms() - since);
  return 0;
}
