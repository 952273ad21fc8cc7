/*
 * containers PREFIX COUNT: a bridge, and that many namespaces with a name, each connected to it by a veth pair, with an
 * address and a default route. Prints the time in which they were made, deletes them, and reports the ports there were.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>

#include "nl.h"

/* 10.99.255.254, the address of the bridge. Container i has 10.99.0.0 + i. */
#define BRIDGE_ADDRESS 0x0a63fffeu
#define FIRST_ADDRESS 0x0a630000u
#define PREFIX_LENGTH 16

static char bytes[RECEIVE_BYTES];

static struct nlmsghdr *begin(uint16_t type, uint16_t flags) {
  struct nlmsghdr *header = mnl_nlmsg_put_header(bytes);
  header->nlmsg_type = type;
  header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
  header->nlmsg_seq = 1;
  return header;
}

static void finish(int fd, const struct nlmsghdr *header) {
  nl_send(fd, header, header->nlmsg_len);
  expect_ack(fd);
}

static struct nlmsghdr *begin_link(uint16_t flags, uint32_t index) {
  struct nlmsghdr *header = begin(RTM_NEWLINK, flags);
  struct ifinfomsg *link = mnl_nlmsg_put_extra_header(header, sizeof(*link));
  link->ifi_index = index;
  link->ifi_flags = link->ifi_change = IFF_UP;
  return header;
}

static void add_bridge(int fd) {
  struct nlmsghdr *header = begin_link(NLM_F_CREATE | NLM_F_EXCL, 0);
  mnl_attr_put_strz(header, IFLA_IFNAME, "br0");
  struct nlattr *info = mnl_attr_nest_start(header, IFLA_LINKINFO);
  mnl_attr_put_strz(header, IFLA_INFO_KIND, "bridge");
  mnl_attr_nest_end(header, info);
  finish(fd, header);
}

static void add_pair(int fd, const char *name, uint32_t master, int namespace) {
  struct nlmsghdr *header = begin_link(NLM_F_CREATE | NLM_F_EXCL, 0);
  mnl_attr_put_strz(header, IFLA_IFNAME, name);
  mnl_attr_put_u32(header, IFLA_MASTER, master);
  struct nlattr *info = mnl_attr_nest_start(header, IFLA_LINKINFO);
  mnl_attr_put_strz(header, IFLA_INFO_KIND, "veth");
  struct nlattr *data = mnl_attr_nest_start(header, IFLA_INFO_DATA);
  struct nlattr *peer = mnl_attr_nest_start(header, VETH_INFO_PEER);
  memset(mnl_nlmsg_put_extra_header(header, sizeof(struct ifinfomsg)), 0, sizeof(struct ifinfomsg));
  mnl_attr_put_strz(header, IFLA_IFNAME, "eth0");
  mnl_attr_put_u32(header, IFLA_NET_NS_FD, namespace);
  mnl_attr_nest_end(header, peer);
  mnl_attr_nest_end(header, data);
  mnl_attr_nest_end(header, info);
  finish(fd, header);
}

static void set_up(int fd, const char *name) {
  struct nlmsghdr *header = begin_link(0, 0);
  mnl_attr_put_strz(header, IFLA_IFNAME, name);
  finish(fd, header);
}

static void add_address(int fd, uint32_t index, uint32_t address) {
  struct nlmsghdr *header = begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
  struct ifaddrmsg *message = mnl_nlmsg_put_extra_header(header, sizeof(*message));
  *message = (struct ifaddrmsg){.ifa_family = AF_INET, .ifa_prefixlen = PREFIX_LENGTH, .ifa_index = index};
  mnl_attr_put_u32(header, IFA_LOCAL, htonl(address));
  mnl_attr_put_u32(header, IFA_ADDRESS, htonl(address));
  finish(fd, header);
}

static void add_default_route(int fd) {
  struct nlmsghdr *header = begin(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
  struct rtmsg *route = mnl_nlmsg_put_extra_header(header, sizeof(*route));
  *route = (struct rtmsg){.rtm_family = AF_INET, .rtm_table = RT_TABLE_MAIN, .rtm_protocol = RTPROT_STATIC, .rtm_type = RTN_UNICAST};
  mnl_attr_put_u32(header, RTA_GATEWAY, htonl(BRIDGE_ADDRESS));
  finish(fd, header);
}

static int find_master(const struct nlattr *attribute, void *found) {
  if (mnl_attr_get_type(attribute) == IFLA_MASTER) *(bool *)found = true;
  return MNL_CB_OK;
}

static int count_port(const struct nlmsghdr *header, void *ports) {
  bool found = false;
  mnl_attr_parse(header, sizeof(struct ifinfomsg), find_master, &found);
  *(uint32_t *)ports += found;
  return MNL_CB_OK;
}

static uint32_t count_ports(int fd) {
  uint32_t ports = 0;
  struct nlmsghdr *header = begin(RTM_GETLINK, NLM_F_DUMP);
  mnl_nlmsg_put_extra_header(header, sizeof(struct ifinfomsg));
  nl_send(fd, header, header->nlmsg_len);
  for (int more = MNL_CB_OK; more > MNL_CB_STOP;) {
    ssize_t length = recv(fd, bytes, sizeof(bytes), 0);
    if (length < 0) die("recv");
    more = mnl_cb_run(bytes, length, 1, 0, count_port, &ports);
    if (more < 0) die("dump");
  }
  return ports;
}

/* Creates a namespace with a name. Returns a descriptor of it. */
static int make_namespace(const char *path, int home) {
  int file = open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
  if (file < 0) die(path);
  close(file);
  if (unshare(CLONE_NEWNET) != 0) die("unshare");
  if (mount("/proc/self/ns/net", path, "none", MS_BIND, NULL) != 0) die("mount");
  if (setns(home, CLONE_NEWNET) != 0) die("setns");
  int namespace = open(path, O_RDONLY | O_CLOEXEC);
  if (namespace < 0) die(path);
  return namespace;
}

static void make(const char *path, int home, int fd, uint32_t bridge, uint32_t i) {
  char name[IFNAMSIZ];
  int namespace = make_namespace(path, home);
  snprintf(name, sizeof(name), "port%u", i);
  add_pair(fd, name, bridge, namespace);
  if (setns(namespace, CLONE_NEWNET) != 0) die("setns");
  int inside = nl_open(0);
  uint32_t index = if_nametoindex("eth0");
  if (setns(home, CLONE_NEWNET) != 0) die("setns");
  set_up(inside, "lo");
  set_up(inside, "eth0");
  add_address(inside, index, FIRST_ADDRESS + i);
  add_default_route(inside);
  close(inside);
  close(namespace);
}

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: containers PREFIX COUNT\n"), 2;
  uint32_t count = strtoul(argv[2], NULL, 10);
  int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), fd = nl_open(0);
  char path[256];
  double since = now_ms();
  add_bridge(fd);
  uint32_t bridge = if_nametoindex("br0");
  add_address(fd, bridge, BRIDGE_ADDRESS);
  for (uint32_t i = 1; i <= count; i++) {
    snprintf(path, sizeof(path), "/run/netns/%s-%u", argv[1], i);
    make(path, home, fd, bridge, i);
  }
  double made = now_ms() - since;
  uint32_t ports = count_ports(fd);
  for (uint32_t i = 1; i <= count; i++) {
    snprintf(path, sizeof(path), "/run/netns/%s-%u", argv[1], i);
    if (umount2(path, MNT_DETACH) != 0 || unlink(path) != 0) die(path);
  }
  printf("{\"made\":%.3f,\"check\":\"ports=%u\"}\n", made, ports);
  return 0;
}
