/*
 * The messages between the helper and its client.
 *
 * A request is a datagram: struct request, then its text. The namespace that it refers to is attached as a descriptor.
 * The reply is a datagram: struct reply, then its text, with a descriptor if one was requested. Numbers are in host
 * byte order.
 */
#ifndef RTNL_SETNS_MESSAGES_H
#define RTNL_SETNS_MESSAGES_H

#include <stdint.h>

/*
 * The longest text. The longest value of a sysctl is that of ip_local_reserved_ports, 191,053 bytes; with the default
 * net.core.wmem_default a datagram holds 212,960.
 */
#define TEXT_MAXIMUM 196608

enum operation {
  CREATE = 1, /* text: the name; none for a namespace without one. Replies with a descriptor of it, and with a socket
                 of NETLINK_ROUTE in it unless that could not be opened */
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

#endif
