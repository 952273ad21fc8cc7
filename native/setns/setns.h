/*
 * The namespace helper: a static program that opens sockets in other network namespaces and hands them over, since the
 * process that wants them never leaves its own. It knows neither netlink nor JavaScript, runs no shell and looks at no PATH.
 *
 *   setns.c     the program: what it was started for
 *   serve.c     requests over a socketpair, one by one
 *   named.c     namespaces with names, as `ip netns` makes and deletes them
 *   inside.c    sockets and sysctls of a namespace
 *   program.c   running a program in a namespace, as `ip netns exec` does
 *
 *   setns serve                      descriptor 0 is the socketpair (SOCK_SEQPACKET); ends when its other end is closed.
 *                                    Descriptor 1 is another one: a byte comes over it when a name is made, before the
 *                                    answer. If the helper dies then, the name has to be deleted
 *   setns exec FD REPORT MOUNTS UID GID NAME ARGV0 PROGRAM [ARGUMENT...]
 *                                    becomes PROGRAM, in the namespace that FD is of. REPORT is a descriptor that says
 *                                    what went wrong (struct report) and is closed when PROGRAM runs. MOUNTS 1: with
 *                                    mounts of its own, and /etc/netns/NAME over /etc. -1 keeps UID or GID.
 *
 * A request is a datagram, struct request and then its text; a namespace it is about comes along as a descriptor. Its
 * answer is one as well, struct reply and then text, with a descriptor where one was asked for. Numbers are in the
 * machine's byte order.
 */
#ifndef RTNL_SETNS_H
#define RTNL_SETNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NETNS_RUN_DIR "/run/netns"
#define NETNS_ETC_DIR "/etc/netns"

/* what follows a header at most: the value of a sysctl, and its name before it */
#define TEXT_MAXIMUM 65536

enum operation {
  CREATE = 1, /* text: the name; none for a namespace without one. Answers with a descriptor of it */
  ATTACH,     /* text: the name, for the namespace that came along */
  DELETE,     /* text: the name */
  SOCKET,     /* text: struct sockaddr to bind or connect to, or none. Answers with the socket: non-blocking */
  SYSCTL_GET, /* text: the path beneath /proc/sys. Answers with the value */
  SYSCTL_SET, /* text: the path, a NUL, the value */
};

struct request {
  uint32_t operation;
  int32_t domain, type, protocol; /* of SOCKET, and: */
  int32_t backlog;                /* from 0: listen(2) */
  uint32_t options;               /* SOCKET_* */
};

#define SOCKET_REUSEADDR 1u
#define SOCKET_REUSEPORT 2u
#define SOCKET_V6ONLY 4u
/* connected to the address instead of bound to it: for those that takes no time */
#define SOCKET_CONNECT 8u

struct reply {
  uint32_t operation;
  int32_t error; /* 0, or an errno; the text then says which call failed */
  uint32_t flags;
};

/* the last answer: the helper could not return to its own namespace, and ends */
#define REPLY_LEAVING 1u

/* What exec writes to REPORT; then the length of a text follows it, and the text: the call or the file that failed. */
struct report {
  int32_t error;
  uint32_t fatal; /* 1: the program does not run */
  uint32_t length;
};

/** What became of a request. */
struct outcome {
  int error;
  const char *call; /* that failed */
  int fd;           /* to hand over; -1 for none */
  size_t length;    /* of the text to answer with */
  bool lost;        /* not in our own namespace any more */
};

int serve(int socket);
int run_program(int count, char **words);

/** Notes down that the name is there. */
void note_name(void);

/** Puts three texts together as far as they fit, always with a NUL behind. */
void join(char *into, size_t size, const char *first, const char *second, const char *third);

bool fail(struct outcome *outcome, const char *call);
bool enter(struct outcome *outcome, int namespace);
void go_home(struct outcome *outcome);

void create_namespace(struct outcome *outcome, const char *name, size_t length);
void attach_namespace(struct outcome *outcome, const char *name, size_t length, int namespace);
void delete_namespace(struct outcome *outcome, const char *name, size_t length);
void open_socket(struct outcome *outcome, const struct request *request, const char *address, size_t length, int namespace);
void get_sysctl(struct outcome *outcome, const char *path, size_t length, int namespace, char *value);
void set_sysctl(struct outcome *outcome, const char *text, size_t length, int namespace);

#endif
