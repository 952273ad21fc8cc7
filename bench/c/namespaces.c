/* namespaces PREFIX COUNT PASSES: creates a namespace with a name, reads its links, deletes it, repeatedly; prints the time of each pass. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#include "nl.h"

static int count_link(const struct nlmsghdr *header, void *links) {
  if (header->nlmsg_type == RTM_NEWLINK) ++*(uint64_t *)links;
  return MNL_CB_OK;
}

static void read_links(int fd, uint64_t *links) {
  static char bytes[RECEIVE_BYTES];
  struct nlmsghdr *header = mnl_nlmsg_put_header(bytes);
  header->nlmsg_type = RTM_GETLINK;
  header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  header->nlmsg_seq = 1;
  mnl_nlmsg_put_extra_header(header, sizeof(struct ifinfomsg));
  nl_send(fd, bytes, header->nlmsg_len);
  for (int more = MNL_CB_OK; more > MNL_CB_STOP;) {
    ssize_t length = recv(fd, bytes, sizeof(bytes), 0);
    if (length < 0) die("recv");
    more = mnl_cb_run(bytes, length, 1, 0, count_link, links);
    if (more < 0) die("dump");
  }
}

static void once(const char *path, int home, uint64_t *links) {
  int file = open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
  if (file < 0) die(path);
  close(file);
  if (unshare(CLONE_NEWNET) != 0) die("unshare");
  if (mount("/proc/self/ns/net", path, "none", MS_BIND, NULL) != 0) die("mount");
  if (setns(home, CLONE_NEWNET) != 0) die("setns");
  /* opened again by its name, as by another program */
  int namespace = open(path, O_RDONLY | O_CLOEXEC);
  if (namespace < 0 || setns(namespace, CLONE_NEWNET) != 0) die("setns");
  close(namespace);
  int fd = nl_open(0);
  if (setns(home, CLONE_NEWNET) != 0) die("setns");
  read_links(fd, links);
  close(fd);
  if (umount2(path, MNT_DETACH) != 0 || unlink(path) != 0) die(path);
}

int main(int argc, char **argv) {
  if (argc != 4) return fprintf(stderr, "usage: namespaces PREFIX COUNT PASSES\n"), 2;
  uint32_t count = strtoul(argv[2], NULL, 10), passes = strtoul(argv[3], NULL, 10);
  int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  uint64_t links = 0;
  char path[256];
  printf("{\"passes\":[");
  for (uint32_t pass = 0; pass < passes; pass++) {
    double since = now_ms();
    for (uint32_t i = 0; i < count; i++) {
      snprintf(path, sizeof(path), "/run/netns/%s-%u", argv[1], i);
      once(path, home, &links);
    }
    printf("%s%.3f", pass == 0 ? "" : ",", now_ms() - since);
  }
  printf("],\"check\":\"links=%" PRIu64 "\"}\n", links);
  return 0;
}
