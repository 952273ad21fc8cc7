/*
 * The namespace helper: a static program that opens sockets in other network namespaces and passes them to its client,
 * so that the client never leaves its own namespace. It knows neither netlink nor JavaScript and runs no shell. It
 * treats its requester and every other local user as hostile: it checks the credentials of each request, reads nothing
 * from the environment, and waits for no lock without a deadline.
 *
 *   setns.c     the program: selects between `serve` and `exec`
 *   text.c      strings and numbers without <stdio.h>
 *   serve.c     serves requests over a socketpair, one after the other
 *   channel.c   receives requests, sends replies and notes
 *   folder.c    prepares /run/netns for mounts that other mount namespaces see
 *   named.c     creates and deletes named namespaces, like `ip netns`
 *   inside.c    sockets and sysctls of a namespace
 *   program.c   runs a program in a namespace, like `ip netns exec`
 *
 *   setns serve                      Descriptor 0 is the request socket, one end of a socketpair (SOCK_SEQPACKET). The
 *                                    helper ends when the other end is closed, when the thread that started it ends, or
 *                                    when a request has other credentials than those it was started with. Descriptor 1
 *                                    is the note socket, one end of another socketpair. When a name is created, the
 *                                    helper sends the number of the request over it, before the reply. If the helper is
 *                                    killed before the reply, the client deletes the name.
 *   setns exec FD REPORT MOUNTS UID GID NAME ARGV0 PROGRAM [ARGUMENT...]
 *                                    Becomes PROGRAM, in the network namespace that descriptor FD refers to. Failures
 *                                    are written to descriptor REPORT (struct report), which is closed when PROGRAM
 *                                    runs. MOUNTS 1: with a mount namespace of its own, and /etc/netns/NAME over /etc.
 *                                    UID and GID are decimal numbers from 0 to 4294967294, or `-` to keep the id.
 *                                    A PROGRAM without a slash is searched in PATH, after UID and GID are set.
 *
 * A request is a datagram: struct request, then its text. The namespace that it refers to is attached as a descriptor.
 * The reply is a datagram: struct reply, then its text, with a descriptor if one was requested. Numbers are in host
 * byte order.
 */
#ifndef RTNL_SETNS_H
#define RTNL_SETNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define NETNS_RUN_DIR "/run/netns"
#define NETNS_ETC_DIR "/etc/netns"

/*
 * The longest text. The longest value of a sysctl is that of ip_local_reserved_ports, 191,053 bytes; with the default
 * net.core.wmem_default a datagram holds 212,960.
 */
#define TEXT_MAXIMUM 196608

enum operation {
  CREATE = 1, /* text: the name; none for a namespace without one. Replies with a descriptor of it */
  ATTACH,     /* text: the name, for the attached namespace */
  DELETE,     /* text: the name */
  SOCKET,     /* text: struct sockaddr to bind or connect to, or none. Replies with the socket: non-blocking */
  SYSCTL_GET, /* text: the path below /proc/sys. Replies with the value */
  SYSCTL_SET, /* text: the path, a NUL, the value */
};

struct request {
  uint32_t operation;
  uint32_t number;                /* of the request; its reply and its note repeat it */
  uint32_t uid, gid;              /* effective ids of the requester; the kernel attaches the real ones */
  int32_t domain, type, protocol; /* for SOCKET */
  int32_t backlog;                /* for SOCKET; >= 0: listen(2) */
  uint32_t options;               /* for SOCKET: SOCKET_* */
};

#define SOCKET_REUSEADDR 1u
#define SOCKET_REUSEPORT 2u
#define SOCKET_V6ONLY 4u
/* connect(2) instead of bind(2); only for addresses to which connecting does not block */
#define SOCKET_CONNECT 8u

struct reply {
  uint32_t operation;
  uint32_t number;
  int32_t error; /* 0, or an errno; the text is then the name of the call that failed */
  uint32_t flags;
};

/* the last reply: the helper could not return to its own namespace, and ends */
#define REPLY_LEAVING 1u
/* the last reply: the requester's credentials have changed. Nothing was done, and the helper ends */
#define REPLY_STALE 2u

/* Written to REPORT by exec. A text of `length` bytes follows: the call or the file that failed. */
struct report {
  int32_t error;
  uint32_t fatal; /* 1: the program does not run */
  uint32_t length;
};

/** The result of a request. */
struct outcome {
  int error;
  const char *call; /* the call that failed */
  int fd;           /* to attach to the reply; -1 for none */
  size_t length;    /* of the text to reply with */
  bool lost;        /* the helper could not return to its own namespace */
};

/** A received request. A NUL follows its text. */
struct received {
  struct request header;
  char text[TEXT_MAXIMUM + 1];
  size_t length;  /* of the text */
  int namespace;  /* the attached descriptor; -1 for none. The receiver closes it */
  bool malformed; /* truncated, too long, or with more than one descriptor */
  bool stale;     /* its sender is not the process that started the helper, or has other credentials */
};

/** A reply to send. */
struct answer {
  struct reply header;
  char text[TEXT_MAXIMUM];
};

int serve(void);
int run_program(int count, char **words);

/* channel.c */
bool open_channel(void);
bool receive_request(struct received *request);
bool send_reply(const struct answer *answer, size_t length, int fd);
/** Reports to the client that the name of the request in progress exists. */
void note_name(void);
/** Whether the thread that started the helper has ended. */
bool is_orphaned(void);

/* text.c */
/** Concatenates three strings, truncated to `size`; the result always ends with a NUL. */
void join(char *into, size_t size, const char *first, const char *second, const char *third);
/**
 * Parses a decimal number without sign, blanks or leading zeros. False for anything else and for numbers above
 * `maximum`.
 */
bool parse_number(const char *text, uint32_t maximum, uint32_t *number);
/** Buffer for format_number(). */
struct decimal {
  char digits[11];
};
/** Formats a number; the returned pointer is into `room`. */
const char *format_number(struct decimal *room, uint32_t number);
/** Whether the text is a file name without a directory. */
bool is_file_name(const char *text);

bool fail(struct outcome *outcome, const char *call);
/** Sets errno, then fails. */
bool fail_with(struct outcome *outcome, int error, const char *call);
bool enter(struct outcome *outcome, int namespace);
void go_home(struct outcome *outcome);

bool prepare_folder(struct outcome *outcome);
void create_namespace(struct outcome *outcome, const char *name, size_t length);
void attach_namespace(struct outcome *outcome, const char *name, size_t length, int namespace);
void delete_namespace(struct outcome *outcome, const char *name, size_t length);
void open_socket(struct outcome *outcome, const struct request *request, const char *address, size_t length, int namespace);
void get_sysctl(struct outcome *outcome, const char *path, size_t length, int namespace, char *value);
void set_sysctl(struct outcome *outcome, const char *text, size_t length, int namespace);

#endif
