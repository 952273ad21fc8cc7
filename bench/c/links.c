/* links TIMES: lists all links repeatedly, each time anew; prints the time of each list. */
#include <linux/if_link.h>
#include <string.h>

#include "link-attributes.h"
#include "nl.h"

struct link {
  uint32_t index, flags, mtu, link, master, txqlen, group;
  char name[16], kind[16], qdisc[16];
  uint8_t address[6], broadcast[6], operstate;
  struct rtnl_link_stats64 stats;
};

static struct {
  struct link *links;
  size_t count, space;
} list;

static int read_kind(const struct nlattr *attribute, void *link) {
  if (mnl_attr_get_type(attribute) == IFLA_INFO_KIND)
    strncpy(((struct link *)link)->kind, mnl_attr_get_str(attribute), sizeof(((struct link *)link)->kind) - 1);
  return MNL_CB_OK;
}

static void copy(const struct nlattr *attribute, void *to, size_t size) {
  if (attribute == NULL) return;
  const size_t length = mnl_attr_get_payload_len(attribute);
  memcpy(to, mnl_attr_get_payload(attribute), length < size ? length : size);
}

static int read_link(const struct nlmsghdr *header, void *unused) {
  const struct nlattr *found[IFLA_MAX + 1] = {0};
  const struct ifinfomsg *message = mnl_nlmsg_get_payload(header);
  (void)unused;
  mnl_attr_parse(header, sizeof(*message), find_link_attribute, found);
  if (list.count == list.space) {
    list.space = list.space == 0 ? 256 : 2 * list.space;
    list.links = realloc(list.links, list.space * sizeof(*list.links));
    if (list.links == NULL) die("realloc");
  }
  struct link *link = &list.links[list.count++];
  *link = (struct link){
    .index = message->ifi_index,
    .flags = message->ifi_flags,
    .mtu = number_of(found[IFLA_MTU]),
    .link = number_of(found[IFLA_LINK]),
    .master = number_of(found[IFLA_MASTER]),
    .txqlen = number_of(found[IFLA_TXQLEN]),
    .group = number_of(found[IFLA_GROUP]),
    .operstate = found[IFLA_OPERSTATE] == NULL ? 0 : mnl_attr_get_u8(found[IFLA_OPERSTATE]),
  };
  copy(found[IFLA_IFNAME], link->name, sizeof(link->name) - 1);
  copy(found[IFLA_QDISC], link->qdisc, sizeof(link->qdisc) - 1);
  copy(found[IFLA_ADDRESS], link->address, sizeof(link->address));
  copy(found[IFLA_BROADCAST], link->broadcast, sizeof(link->broadcast));
  copy(found[IFLA_STATS64], &link->stats, sizeof(link->stats));
  if (found[IFLA_LINKINFO] != NULL) mnl_attr_parse_nested(found[IFLA_LINKINFO], read_kind, link);
  return MNL_CB_OK;
}

static void read_list(int fd, uint32_t seq) {
  static char bytes[RECEIVE_BYTES];
  struct nlmsghdr *header = mnl_nlmsg_put_header(bytes);
  header->nlmsg_type = RTM_GETLINK;
  header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  header->nlmsg_seq = seq;
  mnl_nlmsg_put_extra_header(header, sizeof(struct ifinfomsg));
  nl_send(fd, bytes, header->nlmsg_len);
  list.count = 0;
  for (int result = MNL_CB_OK; result == MNL_CB_OK;) {
    const ssize_t length = recv(fd, bytes, sizeof(bytes), 0);
    if (length < 0) die("recv");
    result = mnl_cb_run(bytes, length, seq, 0, read_link, NULL);
    if (result < 0) die("list");
  }
}

int main(int argc, char **argv) {
  if (argc != 2) return fprintf(stderr, "usage: links TIMES\n"), 2;
  const uint32_t times = strtoul(argv[1], NULL, 10);
  const int fd = nl_open(0);
  uint64_t sum = 0;
  printf("{\"times\":[");
  for (uint32_t seq = 1; seq <= times; seq++) {
    const double since = now_ms();
    read_list(fd, seq);
    printf("%s%.3f", seq == 1 ? "" : ",", now_ms() - since);
  }
  for (size_t i = 0; i < list.count; i++)
    sum += list.links[i].index + list.links[i].mtu + strlen(list.links[i].name);
  printf("],\"check\":\"n=%zu sum=%" PRIu64 "\"}\n", list.count, sum);
  return 0;
}
