/* get COUNT INDEX PASSES: requests one link repeatedly, one request at a time; prints the time of each pass. */
#include <linux/if_link.h>
#include <string.h>

#include "link-attributes.h"
#include "nl.h"

struct link {
  uint32_t index, mtu, flags, link, master;
  char name[16];
  uint8_t address[6], operstate;
};

static int read_link(const struct nlmsghdr *header, void *into) {
  const struct nlattr *found[IFLA_MAX + 1] = {0};
  const struct ifinfomsg *message = mnl_nlmsg_get_payload(header);
  struct link *link = into;
  mnl_attr_parse(header, sizeof(*message), find_link_attribute, found);
  *link = (struct link){
    .index = message->ifi_index,
    .flags = message->ifi_flags,
    .mtu = number_of(found[IFLA_MTU]),
    .link = number_of(found[IFLA_LINK]),
    .master = number_of(found[IFLA_MASTER]),
    .operstate = found[IFLA_OPERSTATE] == NULL ? 0 : mnl_attr_get_u8(found[IFLA_OPERSTATE]),
  };
  if (found[IFLA_IFNAME] != NULL) strncpy(link->name, mnl_attr_get_str(found[IFLA_IFNAME]), sizeof(link->name) - 1);
  if (found[IFLA_ADDRESS] != NULL)
    memcpy(link->address, mnl_attr_get_payload(found[IFLA_ADDRESS]), sizeof(link->address));
  return MNL_CB_OK;
}

static struct link get(int fd, uint32_t seq, int index) {
  static char bytes[RECEIVE_BYTES];
  struct link link = {0};
  struct nlmsghdr *header = mnl_nlmsg_put_header(bytes);
  header->nlmsg_type = RTM_GETLINK;
  header->nlmsg_flags = NLM_F_REQUEST;
  header->nlmsg_seq = seq;
  struct ifinfomsg *message = mnl_nlmsg_put_extra_header(header, sizeof(*message));
  message->ifi_index = index;
  nl_send(fd, bytes, header->nlmsg_len);
  ssize_t length = recv(fd, bytes, sizeof(bytes), 0);
  if (length < 0) die("recv");
  if (mnl_cb_run(bytes, length, seq, 0, read_link, &link) < 0) die("get");
  return link;
}

int main(int argc, char **argv) {
  if (argc != 4) return fprintf(stderr, "usage: get COUNT INDEX PASSES\n"), 2;
  uint32_t count = strtoul(argv[1], NULL, 10), passes = strtoul(argv[3], NULL, 10), seq = 0;
  int index = atoi(argv[2]), fd = nl_open(0);
  uint64_t sum = 0;
  printf("{\"passes\":[");
  for (uint32_t pass = 0; pass < passes; pass++) {
    double since = now_ms();
    for (uint32_t i = 0; i < count; i++) {
      struct link link = get(fd, ++seq, index);
      sum += link.index + link.mtu + link.name[0];
    }
    printf("%s%.3f", pass == 0 ? "" : ",", now_ms() - since);
  }
  printf("],\"check\":\"sum=%" PRIu64 "\"}\n", sum);
  return 0;
}
