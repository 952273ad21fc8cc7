/*
 * Shared by all programs: a netlink socket, clocks, and the routes that are created and read.
 * A program prints one line of JSON with its figures and a checksum of what it read.
 */
#ifndef BENCH_NL_H
#define BENCH_NL_H

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* A dump's datagram has at most 32,436 bytes. */
#define RECEIVE_BYTES 32768

static inline void die(const char *what) {
  perror(what);
  exit(1);
}

static inline int nl_open(uint32_t groups) {
  struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = groups};
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) die("socket");
  if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0) die("bind");
  return fd;
}

static inline void force_buffer(int fd, int option, int bytes) {
  if (setsockopt(fd, SOL_SOCKET, option, &bytes, sizeof(bytes)) != 0) die("setsockopt");
}

static inline void nl_send(int fd, const void *bytes, size_t length) {
  if (send(fd, bytes, length, 0) < 0) die("send");
}

static inline double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

/* Processor time of this process, in user space and in the kernel. */
static inline double cpu_ms(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

/* 203.0.113.255: the route after all others, which marks their end. */
#define LAST_DESTINATION 0xcb0071ffu

/* Route i goes to 10.0.0.0 + i by one of sixteen gateways (192.0.2.2 to .17) and has one of four metrics. */
static inline uint32_t route_destination(uint32_t i) { return 0x0a000000u + i; }
static inline uint32_t route_gateway(uint32_t i) { return 0xc0000202u + i % 16; }
static inline uint32_t route_metric(uint32_t i) { return 100 + i / 16 % 4; }

/* Writes a request that adds (RTM_NEWROUTE) or deletes (RTM_DELROUTE) route i; returns its length. */
static inline size_t put_route(void *at, uint16_t type, uint16_t flags, uint32_t i, uint32_t destination, uint32_t oif) {
  struct nlmsghdr *header = mnl_nlmsg_put_header(at);
  header->nlmsg_type = type;
  header->nlmsg_flags = NLM_F_REQUEST | flags | (type == RTM_NEWROUTE ? NLM_F_CREATE | NLM_F_EXCL : 0);
  header->nlmsg_seq = i + 1;
  struct rtmsg *route = mnl_nlmsg_put_extra_header(header, sizeof(*route));
  route->rtm_family = AF_INET;
  route->rtm_dst_len = 32;
  route->rtm_table = RT_TABLE_MAIN;
  route->rtm_protocol = RTPROT_STATIC;
  route->rtm_scope = RT_SCOPE_UNIVERSE;
  route->rtm_type = RTN_UNICAST;
  mnl_attr_put_u32(header, RTA_DST, htonl(destination));
  mnl_attr_put_u32(header, RTA_GATEWAY, htonl(route_gateway(i)));
  mnl_attr_put_u32(header, RTA_OIF, oif);
  mnl_attr_put_u32(header, RTA_PRIORITY, route_metric(i));
  return header->nlmsg_len;
}

/* Reads the ACK of a request; anything but success ends the program. */
static inline void expect_ack(int fd) {
  char bytes[RECEIVE_BYTES];
  if (recv(fd, bytes, sizeof(bytes), 0) < 0) die("recv");
  const struct nlmsghdr *header = (const void *)bytes;
  const struct nlmsgerr *answer = mnl_nlmsg_get_payload(header);
  if (header->nlmsg_type == NLMSG_ERROR && answer->error == 0) return;
  errno = header->nlmsg_type == NLMSG_ERROR ? -answer->error : EPROTO;
  die("request");
}

/* The fields of a route; absent attributes are 0. */
struct route {
  uint32_t destination, gateway, oif, table, metric;
  uint8_t destination_length, protocol, scope, type;
};

static inline int find_route_attribute(const struct nlattr *attribute, void *found) {
  if (mnl_attr_type_valid(attribute, RTA_MAX) >= 0)
    ((const struct nlattr **)found)[mnl_attr_get_type(attribute)] = attribute;
  return MNL_CB_OK;
}

static inline uint32_t number_of(const struct nlattr *attribute) {
  return attribute == NULL ? 0 : mnl_attr_get_u32(attribute);
}

/* Parses a message like libmnl's own examples: a table of attributes, then the wanted ones. */
static inline struct route read_route(const struct nlmsghdr *header) {
  const struct nlattr *found[RTA_MAX + 1] = {0};
  const struct rtmsg *message = mnl_nlmsg_get_payload(header);
  mnl_attr_parse(header, sizeof(*message), find_route_attribute, found);
  return (struct route){
    .destination = ntohl(number_of(found[RTA_DST])),
    .gateway = ntohl(number_of(found[RTA_GATEWAY])),
    .oif = number_of(found[RTA_OIF]),
    .table = found[RTA_TABLE] == NULL ? message->rtm_table : number_of(found[RTA_TABLE]),
    .metric = number_of(found[RTA_PRIORITY]),
    .destination_length = message->rtm_dst_len,
    .protocol = message->rtm_protocol,
    .scope = message->rtm_scope,
    .type = message->rtm_type,
  };
}

#endif
